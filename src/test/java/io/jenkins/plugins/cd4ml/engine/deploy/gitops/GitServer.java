package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** git's own http-backend on loopback, for who knows the password. */
public final class GitServer implements AutoCloseable {
    public static final String USER = "deployer";
    public static final String PASSWORD = "s3cret-of-the-deployer";

    private final Path folder;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param folder empty; gets the repository, with one commit on main */
    public GitServer(Path folder) throws Exception {
        this.folder = folder;
        Files.createDirectories(folder.resolve("env.git"));
        git("init", "--quiet", "--bare", "--initial-branch=main");
        git("config", "http.receivepack", "true");
        String tree = git("mktree", "--missing");
        git("update-ref", "refs/heads/main", git("commit-tree", tree, "-m", "begin"));
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/env.git";
    }

    /** Runs git in the server's repository. @return what it said */
    public String git(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 5];
        System.arraycopy(
                new String[] {"git", "-c", "user.name=colleague", "-c", "user.email=colleague@example.com"},
                0,
                command,
                0,
                5);
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.resolve("env.git").toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
        return said.strip();
    }

    /** @param script a server-side hook; null takes it away */
    public void hook(String name, String script) throws IOException {
        Path hooks = Files.createDirectories(folder.resolve("env.git/hooks"));
        if (script == null) {
            Files.deleteIfExists(hooks.resolve(name));
        } else {
            Files.writeString(hooks.resolve(name), "#!/bin/sh\n" + script);
            hooks.resolve(name).toFile().setExecutable(true);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (!("Basic " + login).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"env\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            ProcessBuilder cgi = new ProcessBuilder("git", "http-backend");
            cgi.environment().put("GIT_PROJECT_ROOT", folder.toString());
            cgi.environment().put("GIT_HTTP_EXPORT_ALL", "1");
            cgi.environment().put("PATH_INFO", exchange.getRequestURI().getPath());
            String query = exchange.getRequestURI().getRawQuery();
            cgi.environment().put("QUERY_STRING", query == null ? "" : query);
            cgi.environment().put("REQUEST_METHOD", exchange.getRequestMethod());
            cgi.environment().put("REMOTE_USER", USER);
            cgi.environment().put("CONTENT_LENGTH", Integer.toString(body.length));
            header(exchange, "Content-Type", cgi, "CONTENT_TYPE");
            header(exchange, "Content-Encoding", cgi, "HTTP_CONTENT_ENCODING");
            header(exchange, "Git-Protocol", cgi, "GIT_PROTOCOL");
            Process process = cgi.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            threads.execute(() -> {
                try (OutputStream in = process.getOutputStream()) {
                    in.write(body);
                } catch (IOException e) {
                    process.destroy();
                }
            });
            answer(exchange, process.getInputStream());
        }
    }

    private static void header(HttpExchange exchange, String header, ProcessBuilder cgi, String name) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            cgi.environment().put(name, value);
        }
    }

    private static void answer(HttpExchange exchange, InputStream out) throws IOException {
        int code = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            String[] parts = line.split(": ", 2);
            if (parts[0].equals("Status")) {
                code = Integer.parseInt(parts[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(parts[0], parts[1]);
            }
        }
        exchange.sendResponseHeaders(code, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
