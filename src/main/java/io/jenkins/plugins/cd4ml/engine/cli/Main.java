package io.jenkins.plugins.cd4ml.engine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.Outcome;
import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.SecretMask;
import io.jenkins.plugins.cd4ml.engine.cli.evidence.AuditorVerbs;
import io.jenkins.plugins.cd4ml.engine.cli.evidence.BomVerb;
import io.jenkins.plugins.cd4ml.engine.cli.evidence.LineageOf;
import io.jenkins.plugins.cd4ml.engine.cli.evidence.ModelVerbs;
import io.jenkins.plugins.cd4ml.engine.cli.evidence.StatementVerbs;
import io.jenkins.plugins.cd4ml.engine.cli.local.LocalRuns;
import io.jenkins.plugins.cd4ml.engine.cli.local.Overrides;
import io.jenkins.plugins.cd4ml.engine.cli.local.Session;
import io.jenkins.plugins.cd4ml.engine.cli.registry.MarkVersion;
import io.jenkins.plugins.cd4ml.engine.cli.registry.MirrorModel;
import io.jenkins.plugins.cd4ml.engine.cli.registry.RegistryArchives;
import io.jenkins.plugins.cd4ml.engine.cli.registry.RegistryQueries;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.lineage.Lineage;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.project.Project;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The engine's door: {@code ./cd4ml} and the worker process both come in here. Human text goes to stderr, the result
 * to stdout. Exit codes: 0 done, 1 the answer is no, 2 usage or input error, 3 internal error.
 */
@Command(
        name = "cd4ml",
        description = "Continuous delivery of machine-learning models: the same steps as in Jenkins, on this machine.",
        subcommands = {
            AuditVerbs.Export.class,
            AuditVerbs.Verify.class,
            AuditorVerbs.ExportAudit.class,
            AuditorVerbs.VerifyAudit.class,
            BomVerb.class,
            BuildFeatures.class,
            CheckGates.class,
            ChooseModel.class,
            CommandLine.HelpCommand.class,
            EvaluateModel.class,
            LineageOf.class,
            ContractVerbs.Import.class,
            ContractVerbs.Infer.class,
            MarkVersion.class,
            MirrorModel.class,
            ModelVerbs.SignModel.class,
            ModelVerbs.VerifyModel.class,
            RegistryArchives.Export.class,
            RegistryArchives.Import.class,
            RegistryQueries.Models.class,
            RegistryQueries.ServedWhen.class,
            RegistryQueries.Versions.class,
            Reproduce.class,
            RunAll.class,
            RunQueries.Compare.class,
            RunQueries.Export.class,
            RunQueries.Runs.class,
            RunQueries.Show.class,
            Serve.class,
            StatementVerbs.Sign.class,
            StatementVerbs.Verify.class,
            TrainModel.class,
            ValidateData.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT)
public final class Main implements Session {
    static final int DONE = 0;
    static final int NO = 1;
    static final int INPUT = 2;
    static final int INTERNAL = 3;

    @Option(
            names = "-C",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "The model project's folder (default: this one).")
    Path directory = Path.of("");

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result document to stdout.")
    boolean json;

    @Option(
            names = "--set",
            scope = ScopeType.INHERIT,
            paramLabel = "KEY=VALUE",
            description = "Override a value of cd4ml.yaml, e.g. train.params.rounds=50.")
    List<String> set = new ArrayList<>();

    @Option(names = "--overrides", hidden = true, description = "A JSON merge patch for cd4ml.yaml; the worker's way.")
    Path overrides;

    @Option(names = "--run-folder", hidden = true, description = "The run's folder; the worker's way.")
    Path givenRunFolder;

    @Option(names = "--result", hidden = true, description = "Also write the outcome to this file; the worker's way.")
    Path resultFile;

    private final PrintStream out;
    private final PrintStream err;
    private final SecretMask mask;

    Main(PrintStream out, PrintStream err, SecretMask mask) {
        this.out = out;
        this.err = err;
        this.mask = mask;
    }

    public static void main(String[] args) {
        // sentences have characters that a POSIX locale cannot print, a minus sign among them
        SecretMask mask = SecretMask.ofEnvironment(System.getenv());
        PrintStream err = utf8(mask.around(new FileOutputStream(FileDescriptor.err)));
        System.setErr(err); // also what libraries say there is masked
        int code = run(args, utf8(new FileOutputStream(FileDescriptor.out)), err, mask);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /** Runs one command line; for tests. @return the exit code */
    static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, out, err, SecretMask.of(List.of()));
    }

    private static int run(String[] args, PrintStream out, PrintStream err, SecretMask mask) {
        Main main = new Main(out, err, mask);
        CommandLine commandLine = new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, c, p) -> main.failed(e));
        if (hasKubernetesClient()) {
            commandLine
                    .addSubcommand(new Demo())
                    .addSubcommand(new PromoteModel())
                    .addSubcommand(new EnvironmentVerbs.RollBackModel())
                    .addSubcommand(new EnvironmentVerbs.Status())
                    .addSubcommand(new EnvironmentVerbs.Rbac())
                    .addSubcommand(new EnvironmentVerbs.Canary());
        }
        commandLine.setParameterExceptionHandler((e, a) -> {
            err.println("cd4ml: " + e.getMessage().lines().findFirst().orElse("bad usage") + " Try --help.");
            return INPUT;
        });
        return commandLine.execute(args);
    }

    /** The worker goes without these verbs: in Jenkins the controller promotes, and it alone has the cluster's credentials. */
    private static boolean hasKubernetesClient() {
        return Main.class.getClassLoader().getResource("io/fabric8/kubernetes/client/KubernetesClient.class") != null;
    }

    @Override
    public Progress progress() {
        return line -> {
            synchronized (err) {
                err.println(line);
            }
        };
    }

    /** @return what {@code --set} and {@code --overrides} say, as a merge patch over {@code cd4ml.yaml} */
    ObjectNode patch() {
        ObjectNode patch = overrides == null ? Json.object() : Json.read(overrides, ObjectNode.class);
        set.forEach(assignment -> Overrides.add(patch, assignment));
        return patch;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public RunFolder run(String number) {
        return givenRunFolder != null
                ? new RunFolder(givenRunFolder)
                : LocalRuns.of(directory).named(number);
    }

    @Override
    public Project project() {
        return Project.read(directory, patch());
    }

    RunFolder runFolder(Verb verb) {
        return givenRunFolder != null
                ? new RunFolder(givenRunFolder)
                : LocalRuns.of(directory).forVerb(verb::startsRun);
    }

    /** Names the run, its model and its agent where nobody did: on the command line; in Jenkins the plugin did. */
    void describe(Project project, RunFolder folder) {
        Lineage lineage = folder.lineage();
        if (!project.model().equals(lineage.model)) {
            lineage.model = project.model();
            folder.write(lineage);
        }
        if (lineage.run.isEmpty()) {
            lineage.run = project.model() + " run " + folder.id();
            String user = System.getProperty("user.name", "unknown");
            lineage.put(new Lineage.Agent("person:" + user, "person", user));
            folder.write(lineage);
        }
    }

    /** Prints a result that is a text of its own, such as a contract, to stdout. */
    @Override
    public void print(String text) {
        out.print(mask.mask(text));
    }

    /** @return what writes to stdout for a result of any length; closing it only flushes */
    Writer writer() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                flush();
            }
        };
    }

    @Override
    public int finish(Outcome outcome) {
        if (json) {
            out.println(Json.text(mask.mask(outcome.result())).stripTrailing());
        }
        err.println((outcome.yes() ? "" : "NO: ") + outcome.sentence());
        writeResult(outcome.yes() ? "yes" : "no", outcome.sentence(), outcome.result());
        return outcome.yes() ? DONE : NO;
    }

    private int failed(Exception e) {
        if (e instanceof InputException) {
            err.println("cd4ml: " + e.getMessage());
            writeResult("input-error", e.getMessage(), Json.object());
            return INPUT;
        }
        err.println("cd4ml: internal error; please report it with these lines:");
        e.printStackTrace(err);
        writeResult("internal-error", e.toString(), Json.object());
        return INTERNAL;
    }

    private void writeResult(String outcome, String sentence, ObjectNode result) {
        if (resultFile != null) {
            ObjectNode document = Json.object().put("outcome", outcome).put("sentence", mask.mask(sentence));
            document.set("result", mask.mask(result));
            Json.write(resultFile, document);
        }
    }
}
