package io.jenkins.plugins.cd4ml.engine.data.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule.Kind;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a column's {@code logicalTypeOptions}: its bounds. */
final class TypeOptions {
    private static final Map<String, Kind> NUMBERS = Map.of(
            "minimum",
            Kind.MINIMUM,
            "maximum",
            Kind.MAXIMUM,
            "exclusiveMinimum",
            Kind.EXCLUSIVE_MINIMUM,
            "exclusiveMaximum",
            Kind.EXCLUSIVE_MAXIMUM,
            "multipleOf",
            Kind.MULTIPLE_OF);
    private static final Map<String, Kind> TEXTS =
            Map.of("minLength", Kind.MIN_LENGTH, "maxLength", Kind.MAX_LENGTH, "pattern", Kind.PATTERN);

    private static final Pattern OFFSET = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[ T](\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?) ?([+-]\\d{2}):?(\\d{2})?");

    private final ContractYaml yaml;
    private final Taker rules;

    /** Takes a rule on the column. */
    @FunctionalInterface
    interface Taker {
        void take(Kind kind, Object argument, String at);
    }

    TypeOptions(ContractYaml yaml, Taker rules) {
        this.yaml = yaml;
        this.rules = rules;
    }

    /** @return the options that a rule may have among its arguments, too */
    static Set<String> names() {
        Set<String> names = new HashSet<>(NUMBERS.keySet());
        names.addAll(TEXTS.keySet());
        names.add("format");
        return names;
    }

    void read(JsonNode options, String type, String at) {
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            option(options, option.getKey(), option.getValue(), type, at + "/" + option.getKey());
        }
        inOrder(options, "minimum", "maximum", at);
        inOrder(options, "exclusiveMinimum", "exclusiveMaximum", at);
        inOrder(options, "minLength", "maxLength", at);
    }

    private void option(JsonNode options, String key, JsonNode value, String type, String at) {
        boolean text = "string".equals(type);
        boolean time = "date".equals(type) || "timestamp".equals(type);
        Kind kind = text ? TEXTS.get(key) : NUMBERS.get(key);
        if (key.matches("defaultTimezone|timezone") && (time || "time".equals(type))) {
            zone(key, value, at);
        } else if ("format".equals(key)) {
            format(value, type, at);
        } else if (kind == null
                || "boolean".equals(type)
                || !type.matches("integer|number") && kind == Kind.MULTIPLE_OF) {
            yaml.unsupported(at, "'" + key + "' of a " + type);
        } else if (value.isBoolean()) { // true makes the bound beside it exclusive, in older contracts
            JsonNode limit = options.path(key.endsWith("Minimum") ? "minimum" : "maximum");
            if (!key.startsWith("exclusive") || value.asBoolean() && limit.isMissingNode()) {
                throw yaml.mistake(at, " must be a bound, and is " + value + ".");
            }
            if (value.asBoolean()) {
                rules.take(kind, argument(limit, type, at), at);
            }
        } else if (kind == Kind.PATTERN) {
            rules.take(kind, yaml.pattern(value, at), at);
        } else {
            if (text && !(value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0)) {
                throw yaml.mistake(at, " must be a whole number of characters.");
            }
            if (kind == Kind.MULTIPLE_OF && value.isNumber() && value.asDouble() <= 0) {
                throw yaml.mistake(at, " must be more than zero.");
            }
            rules.take(kind, argument(value, text ? "number" : type, at), at);
        }
    }

    /** Times without an offset are in UTC, which is all that can be asked for. */
    private void zone(String key, JsonNode value, String at) {
        if ("defaultTimezone".equals(key) && value.asText().matches("(?i)(Etc/)?UTC")
                || "false".equals(value.asText())) {
            yaml.unchecked(at, key);
        } else {
            yaml.left(at, "'" + key + "' of " + value.asText());
        }
    }

    private void format(JsonNode value, String type, String at) {
        String format = value.asText();
        BigInteger[] range = TextFormat.range(format);
        if ("string".equals(type) && TextFormat.pattern(format) != null) {
            rules.take(Kind.FORMAT, format, at);
        } else if ("integer".equals(type) && range != null) {
            rules.take(Kind.MINIMUM, range[0], at);
            rules.take(Kind.MAXIMUM, range[1], at);
        } else if (TextFormat.ofAnyValue(format)) {
            yaml.unchecked(at, "format");
        } else {
            yaml.left(at, "'format' " + format + " of a " + type);
        }
    }

    private Object argument(JsonNode value, String type, String at) {
        if ("time".equals(type)) {
            if (!value.asText().matches(TextFormat.TIME)) {
                throw yaml.mistake(at, " must be a time of day such as 08:00 or 08:00:00.");
            }
            return value.asText();
        }
        if ("timestamp".equals(type) && OFFSET.matcher(value.asText()).matches()) {
            return utc(value.asText(), at);
        }
        if ("date".equals(type) || "timestamp".equals(type)) {
            if (!value.asText().matches("\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?Z?)?")) {
                throw yaml.mistake(at, " must be a date such as 2026-01-31 or 2026-01-31T08:00:00.");
            }
            return value.asText();
        }
        if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw yaml.mistake(at, " must be a number.");
        }
        if (value.isIntegralNumber()) {
            return value.bigIntegerValue();
        }
        return value.isBigDecimal() ? (Object) value.decimalValue() : (Object) value.asDouble();
    }

    /** @return the instant as a time in UTC */
    private String utc(String text, String at) {
        Matcher parts = OFFSET.matcher(text);
        parts.matches();
        try {
            return LocalDateTime.parse(parts.group(1) + "T" + parts.group(2))
                    .minusSeconds(ZoneOffset.of(parts.group(5) + ":" + (parts.group(6) == null ? "00" : parts.group(6)))
                            .getTotalSeconds())
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS"));
        } catch (DateTimeException e) {
            throw yaml.mistake(at, " is no time: '" + text + "'.");
        }
    }

    /** A range that is upside down holds no value at all: somebody mixed the two up. */
    private void inOrder(JsonNode options, String low, String high, String at) {
        JsonNode least = options.path(low);
        JsonNode most = options.path(high);
        boolean above = least.isNumber() && most.isNumber()
                ? least.decimalValue().compareTo(most.decimalValue()) > 0
                : least.isTextual()
                        && least.asText().length() == most.asText().length()
                        && least.asText().compareTo(most.asText()) > 0; // dates
        if (above) {
            throw yaml.mistake(at + "/" + low, " is above '" + high + "'.");
        }
    }
}
