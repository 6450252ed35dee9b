package io.jenkins.plugins.cd4ml.engine.cli.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.audit.AuditEvent;
import io.jenkins.plugins.cd4ml.engine.cli.local.Champions;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalAudit;
import io.jenkins.plugins.cd4ml.engine.cli.local.PromotionOptions;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Says something of a version in the project's own registry. A Jenkins' registry is not written from outside: what happens
 * there stands in its audit log.
 */
@Command(
        name = "mark-version",
        description = "Reject, retire, reinstate, describe or tag a version, or point aliases to it.")
public final class MarkVersion extends Session.SessionVerb {
    /** What becomes of the version. */
    enum State {
        REJECTED,
        RETIRED,
        REINSTATED
    }

    @Parameters(index = "0", paramLabel = "VERSION", description = "The version's number.")
    int number;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The model's name (default: the project's).")
    String model;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "rejected (it is not put into service), retired, or reinstated (neither).")
    State state;

    @Option(names = "--why", paramLabel = "TEXT", description = "The reason, for the record.")
    String why;

    @Option(names = "--describe", paramLabel = "TEXT", description = "A description in place of the one it has.")
    String description;

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "Set a tag; KEY= takes it away.")
    Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--alias", paramLabel = "NAME", description = "Point an alias such as champion to the version.")
    List<String> aliases = new ArrayList<>();

    @Option(names = "--no-alias", paramLabel = "NAME", description = "Take an alias away from the version.")
    List<String> noAliases = new ArrayList<>();

    @Override
    protected Outcome run(Progress progress) throws InterruptedException {
        String name = model == null ? session.project().model() : model;
        ModelRegistry registry = Champions.registry(session.directory());
        String who = PromotionOptions.who();
        Map<String, Integer> known = registry.aliases(name);
        for (String alias : noAliases) {
            if (!Integer.valueOf(number).equals(known.get(alias))) {
                throw new InputException(
                        "The alias '" + alias + "' does not point to version " + number + " of " + name + ".");
            }
        }
        ObjectNode said = said();
        if (said.isEmpty()) {
            throw new InputException("Say what shall be said of version " + number + ": --state, --describe, --tag, "
                    + "--alias or --no-alias.");
        }
        registry.existing(name, number);
        LocalAudit.of(session.directory())
                .append(new AuditEvent(
                        "version-marked", who, why, said.put("model", name).put("version", number)));
        if (state != null) {
            switch (state) {
                case REJECTED -> registry.reject(name, number, who, why);
                case RETIRED -> registry.retire(name, number, who, why);
                case REINSTATED -> registry.reinstate(name, number, who, why);
            }
        }
        if (description != null) {
            registry.describe(name, number, description, who);
        }
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            registry.tag(name, number, tag.getKey(), tag.getValue().isEmpty() ? null : tag.getValue(), who);
        }
        for (String alias : aliases) {
            registry.setAlias(name, alias, number, who, why);
        }
        for (String alias : noAliases) {
            registry.setAlias(name, alias, 0, who, why);
        }
        return new Outcome(
                true,
                "Version " + number + " of " + name + " is " + RegistryQueries.word(registry.existing(name, number))
                        + ".",
                said);
    }

    private ObjectNode said() {
        ObjectNode said = Json.object();
        if (state != null) {
            said.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
        }
        if (description != null) {
            said.put("description", description);
        }
        if (!tags.isEmpty()) {
            said.set("tags", Json.MAPPER.valueToTree(tags));
        }
        if (!aliases.isEmpty()) {
            said.set("aliases", Json.MAPPER.valueToTree(aliases));
        }
        if (!noAliases.isEmpty()) {
            said.set("noAliases", Json.MAPPER.valueToTree(noAliases));
        }
        return said;
    }
}
