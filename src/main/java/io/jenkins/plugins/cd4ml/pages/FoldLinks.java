package io.jenkins.plugins.cd4ml.pages;

import io.jenkins.plugins.cd4ml.engine.lineage.LineageFolds;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageGraph;
import io.jenkins.plugins.cd4ml.engine.lineage.LineageSvg;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Links of the page itself that fold a part of the graph away or bring it back; no script is needed for them. */
record FoldLinks(LineageFolds folds, List<String> folded) implements LineageSvg.Folding {
    @Override
    public String link(LineageGraph.Node node) {
        if (!folds.foldable(node.id())) {
            return null;
        }
        List<String> others = new ArrayList<>(folded);
        if (!others.remove(node.id())) {
            others.add(node.id());
        }
        return "?"
                + others.stream()
                        .map(id -> "fold=" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))
                + "#cd4ml-graph";
    }

    @Override
    public int hidden(LineageGraph.Node node) {
        return folds.hidden(node.id());
    }

    @Override
    public String title(LineageGraph.Node node) {
        int hidden = hidden(node);
        return hidden == 0 ? Messages.FoldLinks_fold(node.label()) : Messages.FoldLinks_unfold(hidden, node.label());
    }
}
