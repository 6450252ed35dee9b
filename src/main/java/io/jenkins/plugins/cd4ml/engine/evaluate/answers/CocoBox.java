package io.jenkins.plugins.cd4ml.engine.evaluate.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jenkins.plugins.cd4ml.engine.lineage.Json;

/**
 * A box of the truth or of a detector.
 *
 * @param area  that decides whether it is small; of the truth as annotated, which may be that of a segment
 * @param crowd whether it stands for many objects, which any number of detections may match
 */
record CocoBox(
        int category, double score, double x, double y, double width, double height, double area, boolean crowd) {
    boolean finite() {
        return Double.isFinite(score + x + y + width + height + area) && width >= 0 && height >= 0;
    }

    ArrayNode json() {
        return Json.MAPPER
                .createArrayNode()
                .add(category)
                .add(score)
                .add(x)
                .add(y)
                .add(width)
                .add(height);
    }

    /** @return what {@link #json} wrote */
    static CocoBox of(JsonNode json) {
        double width = json.path(4).asDouble();
        double height = json.path(5).asDouble();
        return new CocoBox(
                json.path(0).asInt(),
                json.path(1).asDouble(),
                json.path(2).asDouble(),
                json.path(3).asDouble(),
                width,
                height,
                width * height,
                false);
    }

    /** @return the intersection as a share of the union; of a crowd, of this box alone */
    double overlap(CocoBox truth) {
        double w = Math.min(x + width, truth.x + truth.width) - Math.max(x, truth.x);
        double h = Math.min(y + height, truth.y + truth.height) - Math.max(y, truth.y);
        if (w <= 0 || h <= 0) {
            return 0;
        }
        double both = w * h;
        return both / (truth.crowd ? width * height : width * height + truth.width * truth.height - both);
    }
}
