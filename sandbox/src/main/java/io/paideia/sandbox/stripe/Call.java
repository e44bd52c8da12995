package io.paideia.sandbox.stripe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One call.
 *
 * @param id what the path names, empty if it names nothing
 * @param fields of the query and the form, by their names in brackets
 * @param key the idempotency key, empty if there is none
 */
record Call(String id, Map<String, String> fields, String key) {

    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return field(name)
                .orElseThrow(
                        () ->
                                ApiError.invalid(
                                        "parameter_missing",
                                        "Missing required param: " + name + ".",
                                        name));
    }

    long number(String name) {
        String text = required(name);
        if (!text.matches("[0-9]{1,17}")) {
            throw ApiError.invalid("parameter_invalid_integer", "Invalid integer: " + text, name);
        }
        return Long.parseLong(text);
    }

    /** All of one level: {@code metadata[a]} by the name {@code metadata}. */
    Map<String, String> below(String name) {
        Map<String, String> found = new LinkedHashMap<>();
        fields.forEach(
                (key, value) -> {
                    if (key.startsWith(name + "[") && key.endsWith("]")) {
                        found.put(key.substring(name.length() + 1, key.length() - 1), value);
                    }
                });
        return found;
    }

    boolean expands(String path) {
        return fields.entrySet().stream()
                .anyMatch(
                        field ->
                                field.getKey().startsWith("expand[")
                                        && field.getValue().equals(path));
    }

    /** What makes two calls the same under one key. */
    String fingerprint(String path) {
        return path + List.copyOf(new TreeMap<>(fields).entrySet());
    }
}
