package io.jenkins.plugins.cd4ml.engine.data.importer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;
import java.math.BigInteger;

/** The text form of a protocol buffer: names with values or messages in braces, each a list. */
final class TextProto {
    private static final int DEEPEST = 50;

    private final String text;
    private int at;
    private boolean broken;

    TextProto(String text) {
        this.text = text.replaceAll("(?m)^\\s*#.*$", "");
    }

    /** @return the message; an empty one for a text that is none */
    ObjectNode message() {
        ObjectNode message = message(0);
        return broken ? Json.object() : message;
    }

    private ObjectNode message(int depth) {
        ObjectNode message = Json.object();
        broken |= depth > DEEPEST;
        if (broken) {
            return message;
        }
        while (true) {
            blank();
            if (at >= text.length() || text.charAt(at) == '}' || text.charAt(at) == '>') {
                broken |= at >= text.length() == depth > 0;
                at++;
                return message;
            }
            String name = word();
            if (name.isEmpty()) {
                broken = true;
                return message;
            }
            blank();
            boolean value = at < text.length() && text.charAt(at) == ':';
            at += value ? 1 : 0;
            blank();
            ArrayNode list = message.withArray("/" + name);
            if (at < text.length() && (text.charAt(at) == '{' || text.charAt(at) == '<')) {
                at++;
                list.add(message(depth + 1));
            } else if (at < text.length() && text.charAt(at) == '[') {
                at++;
                for (blank(); at < text.length() && text.charAt(at) != ']'; blank()) {
                    value(list);
                }
                at++;
            } else {
                value(list);
            }
        }
    }

    private void value(ArrayNode list) {
        char quote = at < text.length() ? text.charAt(at) : ' ';
        if (quote != '"' && quote != '\'') {
            String word = word();
            at += word.isEmpty() ? 1 : 0;
            if (word.matches("-?\\d+")) {
                list.add(new BigInteger(word));
            } else if (word.matches("-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?f?")) {
                list.add(Double.parseDouble(word.replaceFirst("f$", "")));
            } else {
                list.add(word);
            }
            return;
        }
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
                value.append(text.charAt(at) == 'n' ? '\n' : text.charAt(at) == 't' ? '\t' : text.charAt(at));
            } else {
                value.append(text.charAt(at));
            }
        }
        at++;
        list.add(value.toString());
    }

    private String word() {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_+-.[]/".indexOf(text.charAt(at)) >= 0)
                && !(text.charAt(at) == ']')) {
            at++;
        }
        return text.substring(from, at);
    }

    private void blank() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || ",;".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
    }
}
