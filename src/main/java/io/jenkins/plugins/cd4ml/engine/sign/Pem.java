package io.jenkins.plugins.cd4ml.engine.sign;

import io.jenkins.plugins.cd4ml.engine.InputException;
import io.jenkins.plugins.cd4ml.engine.lineage.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text (<a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>). */
final class Pem {
    private static final int MOST_BYTES = 1 << 18;
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----");

    private Pem() {}

    /** @param der null where the block has headers, as encrypted keys of old have */
    record Block(String label, byte[] der) {}

    static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + " has " + Files.size(file) + " bytes, more than any key file; name a "
                        + "PEM file with keys.");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new InputException(file + " does not exist; name a PEM file with keys.", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    /** @param what names the text in messages */
    static List<Block> blocks(String what, String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        int at = 0;
        while (begin.find(at)) {
            String label = begin.group(1);
            int end = text.indexOf("-----END " + label + "-----", begin.end());
            if (end < 0) {
                throw new InputException(what + " has a block " + label + " without its end; copy the file again.");
            }
            String body = text.substring(begin.end(), end);
            try {
                blocks.add(new Block(
                        label, body.contains(":") ? null : Base64.getDecoder().decode(body.replaceAll("\\s", ""))));
            } catch (IllegalArgumentException e) {
                throw new InputException(
                        what + " has a block " + label + " that is not base64; copy the file again.", e);
            }
            at = end;
        }
        blocks.removeIf(block -> block.label().equals("EC PARAMETERS")); // beside a key; the key names its curve itself
        if (blocks.isEmpty()) {
            throw new InputException(what + " has no PEM block (-----BEGIN …-----); name a PEM file with keys.");
        }
        return blocks;
    }
}
