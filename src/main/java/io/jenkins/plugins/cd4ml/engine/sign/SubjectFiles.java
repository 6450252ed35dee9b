package io.jenkins.plugins.cd4ml.engine.sign;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Holds the files of a folder against the subjects of a statement. */
public final class SubjectFiles {
    private static final String SHA256 = "sha256";
    /** This project's digest of a folder, where a statement is about one whose files were not recorded. */
    private static final String FOLDER = "cd4mlFolder";

    private SubjectFiles() {}

    /**
     * @param what names where the statement is from
     * @throws SignatureRefusedException when the files are others; names them
     * @throws InputException            when the statement has no digest that can be computed, or there is no such folder
     */
    public static void check(String what, Statement statement, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + " is no folder; name the one with the files that " + what + " is about.");
        }
        SortedMap<String, String> found = new TreeMap<>();
        Digests.files(folder).forEach((name, digest) -> found.put(name, digest.substring(Digests.PREFIX.length())));
        Map<String, String> signed = new TreeMap<>();
        statement.subjects().forEach((name, digests) -> {
            if (digests.containsKey(SHA256)) {
                signed.put(name, digests.get(SHA256));
            } else if (!digests.containsKey(FOLDER)) {
                throw new InputException(what + " has the subject '" + Names.shown(name)
                        + "' without a SHA-256, which the files could be held against.");
            }
        });
        String difference = signed.isEmpty() ? folder(statement, folder) : SignedFiles.difference(signed, found);
        if (difference != null) {
            throw new SignatureRefusedException(folder + " is not what " + what + " is about: " + difference + ".");
        }
    }

    private static String folder(Statement statement, Path folder) {
        String digest = Digests.of(folder).substring(Digests.PREFIX.length());
        return statement.subjects().values().stream().anyMatch(d -> digest.equals(d.get(FOLDER)))
                ? null
                : "the folder's digest is " + digest;
    }
}
