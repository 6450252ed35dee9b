package io.jenkins.plugins.cd4ml.engine.evaluate.external;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One JUnit-style file. Cases are counted; where a suite owns up to more failures than its cases and the suites in it
 * show, as after a crash, that number is taken.
 */
record JunitFile(int tests, int failed, int skipped) {
    /** @throws InputException when it is not XML, or has no suite */
    static JunitFile read(Path file) {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            Counting counting = new Counting();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    counting.start(xml);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    counting.end(xml.getLocalName());
                }
            }
            if (!counting.suite) {
                throw new InputException(file + " is no JUnit result: it has no <testsuite>.");
            }
            return new JunitFile(counting.tests, counting.failed, counting.skipped);
        } catch (XMLStreamException e) {
            throw new InputException(file + " line " + e.getLocation().getLineNumber() + " is not XML.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static final class Counting {
        /** Failures before each suite that is open, and those that it owns up to. */
        private record Suite(int before, int declared) {}

        private final Deque<Suite> open = new ArrayDeque<>();
        private int tests;
        private int failed;
        private int skipped;
        private boolean suite;
        private boolean counted;

        void start(XMLStreamReader xml) {
            switch (xml.getLocalName()) {
                case "testsuite", "testsuites" -> {
                    suite = true;
                    open.push(new Suite(failed, number(xml, "failures") + number(xml, "errors")));
                }
                case "testcase" -> {
                    tests++;
                    counted = false;
                    // GoogleTest marks a disabled test so, and has no <skipped> for it
                    skipped += "notrun".equals(xml.getAttributeValue(null, "status")) ? 1 : 0;
                }
                case "failure", "error" -> {
                    failed += counted ? 0 : 1;
                    counted = true;
                }
                case "skipped" -> skipped++;
                default -> {}
            }
        }

        void end(String name) {
            switch (name) {
                case "testsuite", "testsuites" -> {
                    Suite closed = open.pop();
                    failed = Math.max(failed, closed.before + closed.declared);
                }
                case "testcase" -> counted = false;
                default -> {}
            }
        }

        /** @return the attribute, 0 where it is missing or no count */
        private static int number(XMLStreamReader xml, String attribute) {
            String text = xml.getAttributeValue(null, attribute);
            return text != null && text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : 0;
        }
    }
}
