package io.jenkins.plugins.cd4ml.engine.export;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.List;
import java.util.stream.Collectors;

/** A format of another tool that a run's record can be written in. Stateless: safe for use by several threads. */
public interface ExportFormat {
    /** @return all formats, in the order they are offered */
    static List<ExportFormat> all() {
        return List.of(
                new OpenLineageEvents(),
                new CycloneDxBom(),
                new SpdxDocument(),
                new InTotoStatements(),
                new ProvDocument());
    }

    /** @throws InputException when there is none of that name, with the names that there are */
    static ExportFormat of(String name) {
        return all().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InputException("There is no format '" + name + "'; there are "
                        + all().stream().map(ExportFormat::name).collect(Collectors.joining(", ")) + "."));
    }

    /** @return what users call it, in lower case */
    String name();

    /** @return its own name, with the version */
    String title();

    /** @return the usual name of its file */
    String file();

    /**
     * @return the text of the file, in UTF-8, ending with a line end; the same for the same record
     * @throws InputException when the record lacks what the format cannot do without
     */
    String render(RunRecord record);
}
