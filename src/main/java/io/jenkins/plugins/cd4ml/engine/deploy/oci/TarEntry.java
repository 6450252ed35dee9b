package io.jenkins.plugins.cd4ml.engine.deploy.oci;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.Digests;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An archive of one file, in POSIX.1-1988's ustar with GNU's base-256 for sizes from 8 GiB: the same bytes wherever and
 * whenever it is made.
 */
final class TarEntry {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final long OCTAL = 1L << 33;

    private TarEntry() {}

    /** @param name of the file in the archive */
    static Blob blob(String mediaType, String name, Path file, long size) {
        byte[] before = header(name, size);
        byte[] after = new byte[(int) ((BLOCK - size % BLOCK) % BLOCK) + 2 * BLOCK]; // padding and the archive's end
        MessageDigest digest = Digests.sha256();
        digest.update(before);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
        digest.update(after);
        return new Blob(mediaType, Digests.of(digest), before, file, size, after);
    }

    private static byte[] header(String name, long size) {
        byte[] header = new byte[BLOCK];
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length > NAME) {
            throw new InputException("The model file " + name + " has a path of more than " + NAME
                    + " bytes, which the layer of an image does not take; shorten it, or leave"
                    + " promote.modelArtifact out.");
        }
        System.arraycopy(text, 0, header, 0, text.length);
        octal(header, 100, 8, 0644);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        if (size < OCTAL) {
            octal(header, 124, 12, size);
        } else {
            header[124] = (byte) 0x80;
            for (int i = 0; i < 8; i++) {
                header[135 - i] = (byte) (size >>> 8 * i);
            }
        }
        octal(header, 136, 12, 0);
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = '0';
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    private static void octal(byte[] header, int at, int width, long value) {
        String digits = String.format("%0" + (width - 1) + "o", value);
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, header, at, width - 1);
        header[at + width - 1] = 0;
    }
}
