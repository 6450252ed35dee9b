package io.jenkins.plugins.cd4ml.engine.gate.kind;

/**
 * What every entry of {@code gates:} has, whatever its kind.
 *
 * @param pointer       where it stands below {@code gates}: {@code /2} or {@code /2/any/0}
 * @param name          as given, or made of what it asks for
 * @param unstable      whether a failure is a warning
 * @param informational shown, but not counted
 */
public record GateHead(String pointer, String name, boolean unstable, boolean informational) {
    /** @return the value of {@code onFailure} */
    public String onFailure() {
        return unstable ? "unstable" : "failure";
    }
}
