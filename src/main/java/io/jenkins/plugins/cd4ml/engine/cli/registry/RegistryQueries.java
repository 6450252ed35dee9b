package io.jenkins.plugins.cd4ml.engine.cli.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.cli.local.RegistryOptions;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.registry.ModelRegistry;
import io.jenkins.plugins.cd4ml.engine.registry.ModelVersion;
import io.jenkins.plugins.cd4ml.engine.registry.Served;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the registry knows: its models, a model's versions, and what served when. Reads only. */
public final class RegistryQueries {
    private RegistryQueries() {}

    /** A question about one model. */
    abstract static class OfModel extends Session.SessionVerb {
        @Mixin
        RegistryOptions options = new RegistryOptions();

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "MODEL",
                description = "The model's name (default: the project's).")
        String model;

        @Override
        protected final Outcome run(Progress progress) {
            return model == null
                    ? answer(
                            options.ofOwn(
                                    session.directory(),
                                    model = session.project().model()),
                            progress)
                    : answer(options.of(session.directory(), model), progress);
        }

        abstract Outcome answer(ModelRegistry registry, Progress progress);
    }

    @Command(name = "models", description = "List the registry's models and what their aliases point to.")
    public static final class Models extends Session.SessionVerb {
        @Mixin
        RegistryOptions options = new RegistryOptions();

        @Override
        protected Outcome run(Progress progress) {
            ObjectNode result = Json.object();
            ArrayNode models = result.putArray("models");
            for (ModelRegistry registry : options.folders(session.directory())) {
                String folder = registry.folder();
                for (String model : registry.models()) {
                    Map<String, Integer> aliases = registry.aliases(model);
                    ObjectNode entry = models.addObject().put("folder", folder).put("model", model);
                    entry.set("aliases", Json.MAPPER.valueToTree(aliases));
                    progress.line("  " + (folder.isEmpty() ? "" : folder + "/") + model + "  " + aliases);
                }
            }
            return new Outcome(true, count(models.size(), "model") + ".", result);
        }
    }

    @Command(name = "versions", description = "List a model's versions, newest first.")
    public static final class Versions extends OfModel {
        @Override
        Outcome answer(ModelRegistry registry, Progress progress) {
            ObjectNode result = Json.object().put("folder", registry.folder()).put("model", model);
            ArrayNode versions = result.putArray("versions");
            List<ModelVersion> all = registry.versions(model);
            Map<String, Integer> aliases = registry.aliases(model);
            for (ModelVersion version : all) {
                List<String> named = aliases.entrySet().stream()
                        .filter(a -> a.getValue() == version.number())
                        .map(Map.Entry::getKey)
                        .toList();
                ObjectNode entry = versions.addObject()
                        .put("version", version.number())
                        .put("state", word(version))
                        .put("digest", version.digest())
                        .put("run", version.run())
                        .put("registered", version.registered())
                        .put("by", version.by())
                        .put("description", version.status().description());
                entry.set("tags", Json.MAPPER.valueToTree(version.status().tags()));
                entry.set("aliases", Json.MAPPER.valueToTree(named));
                entry.set("metrics", Json.MAPPER.valueToTree(version.metrics()));
                progress.line("  %5d  %-10s  %s  %s %s"
                        .formatted(version.number(), word(version), version.registered(), version.run(), named));
            }
            return new Outcome(true, count(all.size(), "version") + " of " + model + ".", result);
        }
    }

    @Command(
            name = "served",
            description = "Say which version each environment served: on a day, at a moment, or ever since.")
    public static final class ServedWhen extends OfModel {
        @Option(
                names = "--on",
                paramLabel = "TIME",
                description = "A day (2026-03-31, UTC) or an instant (2026-03-31T12:00:00Z); default: all times.")
        String on;

        @Override
        Outcome answer(ModelRegistry registry, Progress progress) {
            List<Served> served = on == null ? registry.served(model) : registry.served(model, past(on));
            for (Served s : served) {
                progress.line("  " + s.environment() + ": version " + s.version() + " since " + s.since()
                        + (s.until() == null ? "" : " until " + s.until())
                        + (s.who() == null ? "" : ", by " + s.who())
                        + (s.approvedBy().isEmpty() ? "" : ", approved by " + String.join(", ", s.approvedBy())));
            }
            ObjectNode result = Json.object();
            result.set("served", Json.MAPPER.valueToTree(served));
            String when = on == null ? "" : " on " + on;
            long environments =
                    served.stream().map(Served::environment).distinct().count();
            return new Outcome(
                    !served.isEmpty(),
                    (served.isEmpty() ? "No environment" : count(environments, "environment")) + " served " + model
                            + when + ".",
                    result);
        }

        /** What serves now is no answer for a day to come, such as one that was mistyped. */
        private static Served.Time past(String on) {
            Served.Time time = Served.Time.of(on);
            if (time.from().isAfter(Instant.now())) {
                throw new InputException("--on " + on + " is yet to come (in UTC); nobody knows what will serve then.");
            }
            return time;
        }
    }

    static String word(ModelVersion version) {
        return version.state().name().toLowerCase(Locale.ROOT);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
