package io.jenkins.plugins.cd4ml.engine.deploy.gitops;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.deploy.target.GitLogin;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Calls of git in a bare repository of their own, which goes at the end. Nothing is checked out, so that neither links nor
 * filters nor hooks of what was fetched have a say; what the user or the machine configured about git does not count. The
 * login stands in files that only this user can read. One thread.
 */
final class GitCommand implements AutoCloseable {
    /** @param code exit code; {@code said} both streams, without the password */
    record Answer(int code, String said) {
        /** @return the line that says most */
        String reason() {
            List<String> lines = said.lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty() && !l.startsWith("hint:") && !l.startsWith("To "))
                    .toList();
            return lines.stream()
                    .filter(l -> l.startsWith("fatal:") || l.startsWith("remote: error") || l.startsWith("!"))
                    .findFirst()
                    .orElse(lines.isEmpty() ? "exit code " + code : lines.get(lines.size() - 1))
                    .replaceAll("\\p{Cntrl}", " ")
                    .replaceAll("[.\\s]+$", "");
        }
    }

    private static final int MOST_SAID = 8 << 20;
    private static final int SECONDS = 120;
    private static final List<String> NEUTRAL = List.of(
            "-c", "credential.helper=",
            "-c", "core.hooksPath=/dev/null",
            "-c", "http.followRedirects=false",
            "-c", "protocol.allow=never",
            "-c", "protocol.https.allow=always",
            "-c", "protocol.http.allow=always",
            "-c", "protocol.ssh.allow=always",
            "-c", "protocol.git.allow=always",
            "-c", "http.lowSpeedLimit=1",
            "-c", "http.lowSpeedTime=30",
            "-c", "gc.auto=0");

    private final Path folder;
    private final GitLogin login;

    GitCommand(GitLogin login) {
        this.login = login;
        try {
            folder = Files.createTempDirectory("cd4ml-git"); // for this user alone
            if (login.password() != null) {
                secret("user", login.user());
                secret("password", login.password());
                Path asked = secret("askpass", """
                        #!/bin/sh
                        case "$1" in
                        Username*) exec cat "${0%/*}/user" ;;
                        *) exec cat "${0%/*}/password" ;;
                        esac
                        """);
                Files.setPosixFilePermissions(asked, PosixFilePermissions.fromString("rwx------"));
            }
            if (login.privateKey() != null) {
                secret("key", login.privateKey().strip() + "\n");
            }
            if (login.knownHosts() != null) {
                secret("known_hosts", login.knownHosts());
            }
        } catch (IOException e) {
            throw new InputException("No folder for git can be made: " + FileErrors.reason(e) + ".", e);
        }
        Answer made = run(
                null,
                "init",
                "--quiet",
                "--bare",
                "--template=",
                folder.resolve("git").toString());
        if (made.code() != 0) {
            close();
            throw new InputException("git cannot make a repository: " + made.reason() + ".");
        }
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    /**
     * @param input what git reads; null for nothing
     * @throws CancellationException when the thread is interrupted; git is ended
     */
    Answer run(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(NEUTRAL);
        command.addAll(List.of(arguments));
        Path output = folder.resolve("said");
        Path given = folder.resolve("input");
        Process process = null;
        try {
            Files.write(given, input == null ? new byte[0] : input);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(given.toFile())
                    .redirectOutput(output.toFile());
            environment(builder.environment());
            process = builder.start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return new Answer(-1, "git did not end within " + SECONDS + " s");
            }
            return new Answer(process.exitValue(), said(output));
        } catch (IOException e) {
            throw new InputException(
                    "git cannot be run on this machine (" + FileErrors.reason(e) + "); install it here.", e);
        } catch (InterruptedException e) {
            throw new CancellationException("The promotion was interrupted.");
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private String said(Path output) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(output)) {
            bytes = in.readNBytes(MOST_SAID);
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return login.password() == null || login.password().isEmpty() ? text : text.replace(login.password(), "…");
    }

    private void environment(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("GIT_") || name.equals(GitLogin.VARIABLE));
        environment.put("GIT_DIR", folder.resolve("git").toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("LC_ALL", "C");
        environment.put(
                "GIT_ASKPASS",
                login.password() == null
                        ? "/bin/false"
                        : folder.resolve("askpass").toString());
        StringBuilder ssh = new StringBuilder("ssh -o BatchMode=yes -o ConnectTimeout=20");
        if (login.privateKey() != null) {
            ssh.append(" -F /dev/null -o IdentitiesOnly=yes -i '")
                    .append(folder.resolve("key"))
                    .append("' -o StrictHostKeyChecking=yes");
        }
        if (login.knownHosts() != null) {
            ssh.append(" -o UserKnownHostsFile='")
                    .append(folder.resolve("known_hosts"))
                    .append('\'');
        }
        environment.put("GIT_SSH_COMMAND", ssh.toString());
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new InputException(folder + " cannot be removed: " + FileErrors.reason(e) + ".", e);
        }
    }
}
