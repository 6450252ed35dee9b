package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * JUnit-style results as {@code tests}, {@code failed} (failures and errors) and {@code skipped}. Cases are counted; where
 * a suite owns up to more failures than its cases show, as after a crash, that number is taken.
 */
final class JunitResults {
    private JunitResults() {}

    static Map<String, Double> read(Path file) {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        int tests = 0;
        int failed = 0;
        int skipped = 0;
        boolean suite = false;
        boolean counted = false;
        int declared = 0;
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    counted = false;
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "testsuite", "testsuites" -> {
                            suite = true;
                            declared = Math.max(declared, number(xml, "failures") + number(xml, "errors"));
                        }
                        case "testcase" -> {
                            tests++;
                            counted = false;
                        }
                        case "failure", "error" -> {
                            failed += counted ? 0 : 1;
                            counted = true;
                        }
                        case "skipped" -> skipped++;
                        default -> {}
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new InputException(file + " line " + e.getLocation().getLineNumber() + " is not XML.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        if (!suite) {
            throw new InputException(file + " is no JUnit result: it has no <testsuite>.");
        }
        if (tests == 0 && declared == 0) {
            throw new InputException(file + " has no <testcase>: nothing was tested.");
        }
        Map<String, Double> numbers = new TreeMap<>();
        numbers.put("tests", (double) tests);
        numbers.put("failed", (double) Math.max(failed, declared));
        numbers.put("skipped", (double) skipped);
        return numbers;
    }

    /** @return the attribute, 0 where it is missing or no count */
    private static int number(XMLStreamReader xml, String attribute) {
        String text = xml.getAttributeValue(null, attribute);
        return text != null && text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : 0;
    }
}
