import io.jenkins.plugins.cd4ml.engine.Progress;
import io.jenkins.plugins.cd4ml.engine.lineage.RunFolder;
import io.jenkins.plugins.cd4ml.engine.train.log.TrainingLog;
import io.jenkins.plugins.cd4ml.engine.train.tracking.TrackingServer;
import java.nio.file.Path;

/** The tracking endpoint alone, as the worker runs it: prints URL and token, and records and ends at the end of its input. */
final class Endpoint {
    public static void main(String[] arguments) throws Exception {
        RunFolder run = new RunFolder(Path.of(arguments[0]));
        try (TrainingLog log = new TrainingLog(run, "0123456789abcdef0123456789abcdef", Progress.SILENT);
                TrackingServer server = new TrackingServer(run, "train", log)) {
            System.out.println(server.url() + " " + server.token());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
            long started = System.nanoTime();
            server.write();
            log.end("finished");
            System.out.println((System.nanoTime() - started) / 1_000_000);
        }
    }
}
