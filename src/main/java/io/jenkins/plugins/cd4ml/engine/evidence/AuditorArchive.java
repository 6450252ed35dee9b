package io.jenkins.plugins.cd4ml.engine.evidence;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import io.jenkins.plugins.cd4ml.engine.sign.SignatureRefusedException;
import io.jenkins.plugins.cd4ml.engine.sign.SignedFiles;
import io.jenkins.plugins.cd4ml.engine.sign.Statements;
import io.jenkins.plugins.cd4ml.engine.sign.Trust;
import io.jenkins.plugins.cd4ml.engine.sign.TrustedKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** An export as one zip, and whether an export, zip or folder, is what was signed. Nothing of a zip is ever unpacked. */
public final class AuditorArchive {
    private static final int MOST_ENTRIES = 100_000;
    private static final long MOST_BYTES = 4L << 30;

    private AuditorArchive() {}

    /** @param out gets the zip; stays open */
    public static void zip(Path folder, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        for (Path file : AuditorExport.files(folder)) {
            ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
            entry.setTime(0); // the same files are the same zip
            zip.putNextEntry(entry);
            Files.copy(file, zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    /**
     * @param export a zip or a folder
     * @return who signed it
     * @throws SignatureRefusedException when it is not signed by who is trusted, or a file is another than was signed;
     *                                   names what differs
     * @throws InputException            when it is no export or cannot be read
     */
    public static Set<TrustedKey> verify(Path export, Trust trust) {
        Map<String, String> found = new TreeMap<>();
        byte[] envelope;
        try {
            envelope = Files.isDirectory(export) ? folder(export, found) : zipped(export, found);
        } catch (IOException | IllegalArgumentException e) {
            String reason = e instanceof IOException io ? FileErrors.reason(io) : "its names are no text";
            throw new InputException(export + " cannot be read: " + reason + ".", e);
        }
        if (envelope == null) {
            if (found.containsKey(FilesStatement.UNSIGNED)) {
                throw new SignatureRefusedException(export + " is not signed.");
            }
            throw new InputException(export + " is no export for an auditor: it has no " + FilesStatement.SIGNED + ".");
        }
        List<Statements.Verified> verified =
                Statements.verify(FilesStatement.SIGNED + " of " + export, envelope, trust);
        if (verified.size() != 1 || !verified.get(0).statement().predicateType().equals(FilesStatement.TYPE)) {
            throw new SignatureRefusedException(
                    FilesStatement.SIGNED + " of " + export + " is no statement about an export.");
        }
        Map<String, String> signed = new TreeMap<>();
        verified.get(0)
                .statement()
                .subjects()
                .forEach((name, digests) -> signed.put(name, digests.getOrDefault("sha256", "")));
        String difference = SignedFiles.difference(signed, found);
        if (difference != null) {
            throw new SignatureRefusedException(export + " is not what was signed: " + difference + ".");
        }
        return verified.get(0).signers();
    }

    private static byte[] folder(Path folder, Map<String, String> found) throws IOException {
        byte[] envelope = null;
        try (var all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new InputException(folder + " holds " + name + ", which is a link or a special file.");
                }
                if (name.equals(FilesStatement.SIGNED)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        envelope = small(in, file.toString());
                    }
                } else {
                    found.put(name, Digests.of(file).substring(Digests.PREFIX.length()));
                }
            }
        }
        return envelope;
    }

    private static byte[] zipped(Path file, Map<String, String> found) throws IOException {
        byte[] envelope = null;
        long left = MOST_BYTES;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (found.containsKey(name) || found.size() > MOST_ENTRIES) {
                    throw new SignatureRefusedException(file + " has '" + name.replaceAll("\\p{Cntrl}", "?")
                            + "' twice, or more than " + MOST_ENTRIES + " files.");
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    if (name.equals(FilesStatement.SIGNED)) {
                        if (envelope != null) {
                            throw new SignatureRefusedException(file + " has '" + name + "' twice.");
                        }
                        envelope = small(in, file + " " + name);
                    } else {
                        MessageDigest digest = Digests.sha256();
                        left = digested(in, digest, left, file);
                        found.put(name, Digests.of(digest).substring(Digests.PREFIX.length()));
                    }
                }
            }
        }
        return envelope;
    }

    private static byte[] small(InputStream in, String what) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(in.readNBytes((int) Json.MAX_BYTES + 1));
        if (out.size() > Json.MAX_BYTES) {
            throw new InputException(what + " has more than " + Json.MAX_BYTES + " bytes.");
        }
        return out.toByteArray();
    }

    private static long digested(InputStream in, MessageDigest digest, long most, Path file) throws IOException {
        long left = most;
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            left -= n;
            if (left < 0) {
                throw new InputException(file + " unpacks to more than " + MOST_BYTES + " bytes, which no export has.");
            }
            digest.update(buffer, 0, n);
        }
        return left;
    }
}
