package io.jenkins.plugins.cd4ml.engine.train.mlproject;

import io.jenkins.plugins.cd4ml.engine.InputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of an MLproject with its parameters. Values go into it as MLflow puts them there, quoted for the shell. */
record EntryPoint(String name, List<Parameter> parameters, String command) {
    /** What Python's {@code str.format} would fill: {@code {{}, {@code }}}, {@code {name}}. */
    private static final Pattern FIELD = Pattern.compile("\\{\\{|\\}\\}|\\{([^{}]*)\\}|[{}]");

    /**
     * @return the parameters' values: those given, and defaults of the others
     * @throws InputException naming parameters without a value, or a value that is not of its type
     */
    Map<String, String> values(Map<String, String> given, Path folder) {
        List<String> missing = parameters.stream()
                .filter(p -> p.defaultValue() == null && !given.containsKey(p.name()))
                .map(Parameter::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new InputException("The entry point '" + name + "' needs a value for " + String.join(", ", missing)
                    + "; give it in train.params.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            String value = given.getOrDefault(parameter.name(), parameter.defaultValue());
            values.put(parameter.name(), parameter.checked(value, folder));
        }
        given.forEach(values::putIfAbsent);
        return values;
    }

    /**
     * @param values of {@link #values}; those that are no parameters become {@code --name value}
     * @throws InputException when the command names something that is no parameter
     */
    String filled(Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        Matcher field = FIELD.matcher(command);
        while (field.find()) {
            field.appendReplacement(
                    filled, Matcher.quoteReplacement(replacement(field.group(), field.group(1), values)));
        }
        field.appendTail(filled);
        List<String> own = parameters.stream().map(Parameter::name).toList();
        values.forEach((name, value) -> {
            if (!own.contains(name)) {
                filled.append(" --").append(Shell.quote(name)).append(' ').append(Shell.quote(value));
            }
        });
        return filled.toString();
    }

    private String replacement(String found, String field, Map<String, String> values) {
        if (found.equals("{{") || found.equals("}}")) {
            return found.substring(1);
        }
        if (field == null || parameters.stream().noneMatch(p -> p.name().equals(field))) {
            throw new InputException("The command of the entry point '" + name + "' has " + found
                    + ", which is no parameter of it; write {{ and }} for braces.");
        }
        return Shell.quote(values.get(field));
    }
}
