package io.jenkins.plugins.cd4ml.engine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private static JsonNode n(double value) {
        return DoubleNode.valueOf(value);
    }

    @Test
    void aNumberIsToldFromTheBoundThatItMisses() {
        assertEquals("0.99996", Numbers.text(n(0.99996), n(1)));
        assertEquals("1", Numbers.text(n(1), n(0.99996)));
        assertEquals("0.85", Numbers.text(n(0.85), n(0.8499999)));
        assertEquals("0.8499999", Numbers.text(n(0.8499999), n(0.85), MissingNode.getInstance()));
        assertEquals("0.8500", Numbers.text(n(0.85), n(0.85)), "equal numbers look equal");
        assertEquals("0.8713", Numbers.text(n(0.87134), n(0.85)));
        assertEquals("NaN", Numbers.text(TextNode.valueOf("NaN"), n(0.85)));
    }
}
