package io.jenkins.plugins.cd4ml.engine.gate.kind;

import io.jenkins.plugins.cd4ml.engine.gate.limit.Finding;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Holm;
import io.jenkins.plugins.cd4ml.engine.gate.limit.Verdict;
import io.jenkins.plugins.cd4ml.engine.gate.source.MetricSource;
import java.util.List;

/** {@code any} and {@code all}: a group of gates of which one, or each, must pass. */
final class GateGroups implements GateKind {
    @Override
    public List<String> selectors() {
        return List.of("any", "all");
    }

    @Override
    public Gate read(GateEntry entry) {
        String foreign = entry.foreignKey(this); // would bound nothing, in silence
        if (foreign != null) {
            throw entry.refusal(null, " is a group, for which '" + foreign + "' says nothing; give it to its members.");
        }
        boolean any = entry.has("any");
        String key = any ? "any" : "all";
        List<Gate> members = entry.gates(key);
        List<String> names = members.stream().map(m -> m.head().name()).toList();
        return new GateGroup(entry.head(key + " of: " + String.join("; ", names)), any, members);
    }

    /** @param any whether one passing member suffices */
    private record GateGroup(GateHead head, boolean any, List<Gate> members) implements Gate {
        @Override
        public boolean oneSuffices() {
            return any;
        }

        @Override
        public List<GateResult> check(MetricSource source, Holm holm, List<Finding> members) {
            Finding decisive = null;
            int passed = 0;
            for (Finding member : members) {
                passed += member.verdict() == Verdict.PASSED ? 1 : 0;
                int order = decisive == null ? 0 : member.verdict().compareTo(decisive.verdict());
                decisive = decisive == null || (any ? order < 0 : order > 0) ? member : decisive;
            }
            String reason = passed + " of " + members.size() + " passed, " + (any ? "one" : "all") + " must"
                    + (decisive == null ? "." : ": " + decisive.reason());
            Verdict verdict = decisive == null ? Verdict.ERROR : decisive.verdict();
            return List.of(new GateResult(head.name(), new Finding(verdict, reason, null, null, null)));
        }
    }
}
