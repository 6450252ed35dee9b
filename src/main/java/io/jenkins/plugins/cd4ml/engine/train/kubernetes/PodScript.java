package io.jenkins.plugins.cd4ml.engine.train.kubernetes;

import io.jenkins.plugins.cd4ml.engine.train.command.CommandEnvironment;
import io.jenkins.plugins.cd4ml.engine.train.trainer.TrainingJob;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shell script that a pod runs: it lays out the project's files, runs the command, and sends metrics and the model's
 * files back as marked lines of the pod's log, for which nothing but {@code sh}, {@code gzip} and {@code base64} is needed
 * in the image and no right but reading logs in the cluster.
 */
final class PodScript {
    /** Where a pod has the files of its ConfigMap. */
    static final String FILES = "/cd4ml/files";
    /** Where a pod may write. */
    static final String HOME = "/cd4ml/home";
    /** Where a pod of a TrainJob has its secrets, a folder each. */
    static final String SECRETS = "/cd4ml/secrets";
    /** A kubelet keeps 10 MiB of a log by default, and the command writes there, too. */
    static final long MOST_SENT = 6L << 20;

    /** As {@code envFrom}: each key that can be the name of a variable is one. */
    private static final String SECRET_VARIABLES = """
        for secret in "${CD4ML_SECRETS:-FOLDER}"/*/*; do
          name=${secret##*/}
          case $name in [0-9]*|*[!A-Za-z0-9_]*) continue;; esac
          [ -f "$secret" ] && export "$name=$(cat "$secret")"
        done
        """;

    private final TrainingJob job;
    private final ProjectShipment shipment;
    private final String mark;

    /** @param mark begins the lines that are not the command's own */
    PodScript(TrainingJob job, ProjectShipment shipment, String mark) {
        this.job = job;
        this.shipment = shipment;
        this.mark = mark;
    }

    String text() {
        StringBuilder text =
                new StringBuilder("files=${CD4ML_FILES:-" + FILES + "}\nhome=${CD4ML_HOME:-" + HOME + "}\n");
        text.append("mark=").append(quote(mark)).append('\n');
        text.append("rank=${JOB_COMPLETION_INDEX:-0}\n"); // of the node, where several train together
        text.append(SECRET_VARIABLES.replace("FOLDER", SECRETS));
        Map<String, String> plain = new TreeMap<>(CommandEnvironment.of(job));
        if (shipment.shared()) {
            plain.forEach((name, value) -> export(text, name, quote(value)));
        } else {
            Path project = job.project().folder();
            job.data().forEach((name, path) -> {
                String variable = plain.keySet().stream()
                        .filter(v -> v.startsWith("CD4ML_DATA_") && plain.get(v).equals(path.toString()))
                        .findFirst()
                        .orElseThrow();
                String given = shipment.data(name);
                plain.remove(variable);
                if (given != null) {
                    export(text, variable, quote(given));
                } else if (path.startsWith(project)) {
                    export(text, variable, "\"$home\"" + quote("/project/" + slashes(project.relativize(path))));
                }
            });
            plain.remove("CD4ML_RUN_FILE");
            for (String own : new String[] {"OUTPUT", "METRICS", "METRICS_LOG"}) {
                plain.remove("CD4ML_" + own);
            }
            plain.forEach((name, value) -> export(text, name, quote(value)));
            export(text, "CD4ML_OUTPUT", "\"$home/output\"");
            export(text, "CD4ML_METRICS", "\"$home/metrics.json\"");
            export(text, "CD4ML_METRICS_LOG", "\"$home/metrics.jsonl\"");
            text.append("mkdir -p \"$home/output\" \"$home/project\"\n");
            shipment.files().forEach(path -> {
                int slash = path.lastIndexOf('/');
                String folder = slash < 0 ? "" : "/" + path.substring(0, slash);
                text.append("mkdir -p \"$home\"")
                        .append(quote("/project" + folder))
                        .append('\n');
                String at = quote("/project/" + path);
                text.append("cp \"$files\"")
                        .append(at)
                        .append(" \"$home\"")
                        .append(at)
                        .append('\n');
            });
        }
        return text + body();
    }

    private String body() {
        String folder = shipment.shared()
                ? quote(job.project().folder().toString())
                : shipment.files().isEmpty() ? "." : "\"$home/project\"";
        String run = "(cd " + folder + " && exec sh -c "
                + quote(job.spec().get("command").asText()) + ")\ncode=$?\n";
        if (shipment.shared()) {
            return run + "exit $code\n";
        }
        return """
            rm -rf "$home/ended" "$CD4ML_METRICS" "$CD4ML_METRICS_LOG" "$CD4ML_OUTPUT"
            mkdir -p "$CD4ML_OUTPUT"
            points() {
              seen=0
              while :; do
                last=no; [ -e "$home/ended" ] && last=yes
                all=0; [ -f "$CD4ML_METRICS_LOG" ] && all=$(wc -l < "$CD4ML_METRICS_LOG")
                if [ "$all" -gt "$seen" ]; then
                  sed -n "$((seen + 1)),${all}p" "$CD4ML_METRICS_LOG" | sed "s/^/$mark point /"
                  seen=$all
                fi
                [ $last = yes ] && break
                sleep 1
              done
            }
            [ "$rank" = 0 ] && points &
            """ + run + """
                touch "$home/ended"
                wait
                [ "$rank" = 0 ] || exit $code
                printf '\\n%s begin\\n' "$mark"
                send() { echo "$mark file $1"; gzip -nc "$2" | base64 | sed "s/^/$mark data /"; echo "$mark end"; }
                [ -f "$CD4ML_METRICS" ] && send metrics "$CD4ML_METRICS"
                [ $code = 0 ] || exit $code
                cd "$CD4ML_OUTPUT" || exit 1
                size=$(find . -type f -exec cat {} + | gzip -nc | wc -c)
                if [ "$size" -gt MOST ]; then echo "$mark large $size"; exit 0; fi
                find . -type f | while IFS= read -r file; do send "model $file" "$file"; done
                echo "$mark complete"
                """.replace("MOST", Long.toString(MOST_SENT));
    }

    private static void export(StringBuilder text, String name, String word) {
        text.append("export ").append(name).append('=').append(word).append('\n');
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    static String quote(String text) {
        return "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
