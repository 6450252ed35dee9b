package io.jenkins.plugins.cd4ml.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void hidden(SecretMask mask, String said) {
        assertEquals("before **** after", mask.mask("before " + said + " after"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "p&ss w\"rd'/%?ü\\E.*", "c0rrect+horse=battery", "q<>$(x)\\Q", "😀 snow"})
    void noSpellingOfASecretIsLeft(String secret) {
        SecretMask mask = SecretMask.of(List.of(secret));
        hidden(mask, secret);
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        hidden(mask, encoded);
        hidden(
                mask,
                Pattern.compile("%..")
                        .matcher(encoded)
                        .replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT))
                        .replace("+", "%20"));
        String json = Json.line(secret);
        hidden(mask, json.substring(1, json.length() - 1));
        hidden(mask, secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        hidden(mask, secret.replace("'", "''"));
        hidden(mask, secret.replace("'", "'\\''"));
        hidden(mask, base64(secret));
        hidden(mask, base64(secret).replace("=", "").replace('+', '-').replace('/', '_'));
        for (String before : new String[] {"", "u:", "me:", "user:"}) {
            String some = mask.mask("Basic " + base64(before + secret + "\n"));
            String left = some.replaceFirst("^Basic ", "").replace("****", "");
            assertTrue(some.contains("****") && left.length() <= 12, some);
        }
    }

    @Test
    void shortSecretsAndNestedOnesAreMaskedAndNoneLeavesAllAsItIs() {
        assertEquals("a **** b", SecretMask.of(List.of("pw")).mask("a pw b"));
        assertEquals("**** ****", SecretMask.of(List.of("secret", "secret-2")).mask("secret-2 secret"));
        SecretMask none = SecretMask.of(List.of(""));
        assertEquals("all of it", none.mask("all of it"));
        OutputStream stream = new ByteArrayOutputStream();
        assertSame(stream, none.around(stream));
    }

    @Test
    void logsAreMaskedLineByLineAlsoWithoutALastLineEnd() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        OutputStream masked = SecretMask.of(List.of("hünter2")).around(log);
        byte[] text = "one hünter2\ntwo hünter2".getBytes(StandardCharsets.UTF_8);
        masked.write(text, 0, 7); // in the middle of the secret, and of a character
        masked.flush();
        assertEquals(0, log.size());
        masked.write(text, 7, text.length - 7);
        masked.close();
        assertEquals("one ****\ntwo ****", log.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theLoginsOfAProcessAreMaskedAndADocumentKeepsItsShape() {
        SecretMask mask = SecretMask.ofEnvironment(Map.of(
                DatabaseLogin.userVariable("a"),
                "someone",
                DatabaseLogin.passwordVariable("a"),
                "rows",
                DatabaseLogin.userVariable("b"),
                "hidden-name",
                DatabaseLogin.secretUserVariable("b"),
                "hidden-name",
                ClusterLogin.KUBECONFIG,
                "users:\n- name: u\n  user: {token: \"t0k3n\", client-key-data: S0VZ}\n"));
        assertEquals(
                "{\"rows\":3,\"said\":[\"**** someone **** **** ****\"]}",
                Json.line(mask.mask(Json.object()
                        .put("rows", 3)
                        .set("said", Json.MAPPER.createArrayNode().add("rows someone hidden-name t0k3n S0VZ")))));
        assertFalse(mask.mask("client-key-data").contains("*"));
    }
}
