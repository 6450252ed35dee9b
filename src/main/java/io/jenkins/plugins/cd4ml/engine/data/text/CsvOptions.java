package io.jenkins.plugins.cd4ml.engine.data.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.cd4ml.engine.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a CSV file is spelt.
 *
 * @param separator   null for the one that its name suggests
 * @param quote       around values; empty for none
 * @param escape      before a quote within quotes
 * @param comment     what starts a comment; empty for none
 * @param skip        lines before the header
 * @param decimal     before the fraction of a number
 * @param thousands   between its groups of digits; empty for none
 * @param dateFormats in strptime's signs; a date that has none of them may be in ISO 8601
 */
public record CsvOptions(
        String separator,
        String quote,
        String escape,
        String comment,
        int skip,
        String decimal,
        String thousands,
        List<String> dateFormats) {
    /** Comma, double quotes, numbers with a point. */
    public static final CsvOptions USUAL = new CsvOptions(null, "\"", "\"", "", 0, ".", "", List.of());

    /** @param spec a dataset's description */
    public static CsvOptions of(JsonNode spec) {
        List<String> formats = new ArrayList<>();
        JsonNode given = spec.path("dateFormat");
        if (given.isTextual()) {
            formats.add(given.asText());
        } else {
            given.forEach(format -> formats.add(format.asText()));
        }
        String quote = spec.path("quote").asText(USUAL.quote);
        return new CsvOptions(
                spec.hasNonNull("separator") ? spec.get("separator").asText() : null,
                quote,
                spec.path("escape").asText(quote),
                spec.path("comment").asText(""),
                spec.path("skip").asInt(0),
                spec.path("decimal").asText(USUAL.decimal),
                spec.path("thousands").asText(""),
                formats);
    }

    /** @return whether the records, if not their values, are written as nearly everybody does */
    public boolean usualRecords() {
        return quote.equals(USUAL.quote) && escape.equals(USUAL.escape) && comment.isEmpty() && skip == 0;
    }

    /** @return whether the values need no reading of their own */
    public boolean usualValues() {
        return decimal.equals(USUAL.decimal) && thousands.isEmpty() && dateFormats.isEmpty();
    }

    /** @throws InputException where two signs are the same and nobody could tell them apart. @param place of the dataset */
    public void check(String place) {
        differ(place, "quote", quote, "separator", separator);
        differ(place, "comment", comment, "separator", separator);
        differ(place, "comment", comment, "quote", quote);
        differ(place, "decimal", decimal, "thousands", thousands);
        if (quote.isEmpty() && (decimal.equals(separator) || thousands.equals(separator))) {
            throw new InputException(
                    place + ": numbers that contain the separator '" + separator + "' need quotes; 'quote' is empty.");
        }
        for (String format : dateFormats) {
            if (!format.contains("%")) {
                throw new InputException(place + ": dateFormat '" + format
                        + "' must be in the signs of strptime, such as '%d.%m.%Y' or '%m/%d/%Y %H:%M'.");
            }
        }
    }

    private static void differ(String place, String key, String sign, String other, String otherSign) {
        if (!sign.isEmpty() && sign.equals(otherSign)) {
            throw new InputException(place + ": '" + key + "' and '" + other + "' are both '" + sign + "'.");
        }
    }
}
