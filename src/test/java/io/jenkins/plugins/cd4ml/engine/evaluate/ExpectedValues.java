package io.jenkins.plugins.cd4ml.engine.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;

/** {@code expected.json}, which {@code expected.py} made of scikit-learn's, scipy's and statsmodels' answers. */
public final class ExpectedValues {
    private ExpectedValues() {}

    public static JsonNode of(String part) {
        return read().get(part);
    }

    static JsonNode read() {
        try (InputStream in = ExpectedValues.class.getResourceAsStream("expected.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }
}
