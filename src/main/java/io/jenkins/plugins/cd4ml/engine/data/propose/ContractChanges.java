package io.jenkins.plugins.cd4ml.engine.data.propose;

import io.jenkins.plugins.cd4ml.engine.data.contract.Contract;
import io.jenkins.plugins.cd4ml.engine.data.contract.Rule;
import io.jenkins.plugins.cd4ml.engine.data.contract.Violation;
import io.jenkins.plugins.cd4ml.engine.data.scan.ContractChecks;
import io.jenkins.plugins.cd4ml.engine.data.source.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What data ask to be changed in a contract that was made before.
 *
 * @param added  columns that the contract does not describe
 * @param broken columns of which the data break a rule
 * @param gone   columns that the data lack
 * @param others what else does not hold, in sentences
 */
record ContractChanges(Set<String> added, Set<String> broken, Set<String> gone, List<String> others) {
    static ContractChanges of(Dataset dataset, Contract contract, ContractChecks checks) {
        ContractChanges changes = new ContractChanges(
                new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), new ArrayList<>());
        dataset.columns().stream().filter(c -> contract.column(c) == null).forEach(changes.added::add);
        contract.columns().stream()
                .map(Contract.Column::name)
                .filter(c -> !dataset.types().containsKey(c))
                .forEach(changes.gone::add);
        for (Rule rule : contract.rules()) {
            Double number = checks.numbers().get(rule.id());
            if (number == null || rule.bound().holds(number, checks.basis(rule))) {
                continue;
            }
            if (rule.columns().size() == 1 && rule.kind() != Rule.Kind.SQL) {
                changes.broken.add(rule.columns().get(0));
            } else {
                checks.violations().stream()
                        .filter(v -> v.rule().equals(rule.kind().text()))
                        .findFirst()
                        .map(Violation::sentence)
                        .ifPresent(changes.others::add);
            }
        }
        return changes;
    }

    boolean none() {
        return added.isEmpty() && broken.isEmpty() && gone.isEmpty() && others.isEmpty();
    }

    boolean wants(String column) {
        return added.contains(column) || broken.contains(column);
    }

    /** @return what there is to change, in comments */
    String header(Path old, String name, long rows) {
        String title = "# " + rows + " rows of " + name + (none() ? " keep " : " ask for changes to ")
                + old.getFileName() + (none() ? ": nothing to change.\n" : ".\n");
        StringBuilder header = new StringBuilder(title);
        gone.forEach(c -> header.append("# '").append(Violation.shown(c)).append("' is not there any more.\n"));
        others.forEach(o -> header.append("# ").append(Violation.shown(o)).append('\n'));
        list(header, "New: ", added);
        list(header, "No longer kept: ", broken);
        return header.toString();
    }

    private static void list(StringBuilder header, String title, Set<String> columns) {
        if (!columns.isEmpty()) {
            header.append("# ")
                    .append(title)
                    .append(Violation.shown(String.join(", ", columns)))
                    .append(".\n");
        }
    }
}
