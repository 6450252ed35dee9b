package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Writes a contract from another tool's description of data. What that says and a contract cannot is named, never dropped.
 *
 * @param yaml  the contract, with the lost parts as comments
 * @param rules how many rules it has
 * @param lost  what could not be carried over, each with the reason
 */
public record ContractImport(String yaml, int rules, List<String> lost) {
    private static final long MOST = 64L << 20;

    /** @return the names of all formats */
    public static List<String> formats() {
        return ContractFormat.ALL.stream().map(ContractFormat::name).toList();
    }

    /** @throws InputException where the file is not of that format, or the format is not known */
    public static ContractImport of(String format, Path file) {
        ContractFormat reader = ContractFormat.ALL.stream()
                .filter(f -> f.name().equals(format))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "There is no format '" + format + "'; there are " + String.join(", ", formats()) + "."));
        JsonNode document = document(reader, file);
        if (!document.isObject() && !document.isArray() || !reader.suits(document)) {
            throw new InputException(file + " is not " + reader.described() + ".");
        }
        ImportedContract contract = new ImportedContract();
        String stem = file.getFileName().toString().replaceFirst("\\..*$", "");
        contract.name(stem.isEmpty() ? "imported" : stem);
        reader.read(document, contract);
        if (contract.isEmpty()) {
            throw new InputException(file + " describes no table; a contract would check nothing.");
        }
        refuse(contract);
        return new ContractImport(text(reader, file, contract), contract.rules(), contract.lost());
    }

    /** Names as lost what the contract's own reader would not take. */
    private static void refuse(ImportedContract contract) {
        Path written = null;
        try {
            written = Files.createTempFile("contract", ".yaml");
            Files.writeString(written, body(contract));
            for (String table : contract.tables()) {
                ObjectNode spec = Json.object().put("contractTable", table);
                try {
                    for (String part : Contract.read(written, spec).unsupported()) {
                        contract.lost(part.replaceFirst("^.*?\\((.*?)\\): ", "$1: "), "a contract has no such part");
                    }
                } catch (InputException e) {
                    contract.lost(
                            e.getMessage().replace(written.toString(), "table " + table + ","),
                            "the contract is refused until it is mended");
                }
            }
        } catch (IOException e) {
            throw new InputException("A contract cannot be written to try it: " + FileErrors.reason(e) + ".", e);
        } finally {
            if (written != null) {
                discard(written);
            }
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static String body(ImportedContract contract) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        return new Yaml(options).dump(plain(Json.MAPPER.convertValue(contract.document(), Object.class)));
    }

    private static JsonNode document(ContractFormat reader, Path file) {
        try {
            if (Files.size(file) > MOST) {
                throw new InputException(file + " has more than 64 MiB; a description of that size is a mistake.");
            }
            return reader.tree(file);
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + " line "
                            + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + " is not JSON.",
                    e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + " is not UTF-8 text; save it as UTF-8.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @return without decimal numbers, which YAML would write with a type of their own */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> all = new LinkedHashMap<>();
            map.forEach((key, each) -> all.put(key, plain(each)));
            return all;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ContractImport::plain).toList();
        }
        return value instanceof BigDecimal number
                ? number.stripTrailingZeros().scale() <= 0
                        ? (Object) number.toBigInteger()
                        : (Object) number.doubleValue()
                : value;
    }

    private static String text(ContractFormat reader, Path file, ImportedContract contract) {
        return comment("Imported from " + file.getFileName() + " (" + reader.described() + ").")
                + (contract.lost().isEmpty() ? "" : comment("Not carried over:"))
                + contract.lost().stream().map(l -> comment("- " + l)).collect(Collectors.joining())
                + body(contract);
    }

    /** On one line, whatever the other tool's words have in them. */
    private static String comment(String text) {
        return "# " + text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ") + "\n";
    }
}
