package io.paideia.sandbox;

import io.paideia.sandbox.engine.Fault;
import io.paideia.sandbox.engine.Operation;
import io.paideia.sandbox.http.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads the faults of a scenario: each is a name, or an object with a name and what shall differ
 * from the usual.
 */
final class ScenarioRequest {

    private static final Set<String> MEMBERS = Set.of("name", "times", "seconds", "on");

    private ScenarioRequest() {}

    static List<Fault> faults(JsonNode body) {
        JsonNode listed = body.get("faults");
        if (listed == null || !listed.isArray()) {
            throw new Refused(400, "faults is a list; an empty one clears the scenario");
        }
        List<Fault> faults = new ArrayList<>();
        for (JsonNode one : listed) {
            faults.add(fault(one));
        }
        return faults;
    }

    private static Fault fault(JsonNode one) {
        if (one.isString()) {
            return named(one.asString());
        }
        if (!one.isObject() || !one.path("name").isString()) {
            throw new Refused(400, "a fault is a name, or an object with a name");
        }
        for (String member : one.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                throw new Refused(
                        400,
                        "unknown member of a fault: " + member,
                        Map.of("known", List.of("name", "times", "seconds", "on")));
            }
        }
        try {
            Fault fault = named(one.get("name").asString());
            fault = one.has("times") ? fault.withTimes(number(one, "times")) : fault;
            fault = one.has("seconds") ? fault.withSeconds(number(one, "seconds")) : fault;
            return one.has("on") ? fault.withOn(operations(one.get("on"))) : fault;
        } catch (IllegalArgumentException unfit) {
            throw new Refused(400, String.valueOf(unfit.getMessage()));
        }
    }

    private static Fault named(String name) {
        return Fault.Kind.named(name)
                .orElseThrow(
                        () ->
                                new Refused(
                                        400,
                                        "unknown fault: "
                                                + name
                                                + "; known are "
                                                + String.join(", ", Fault.Kind.wireNames()),
                                        Map.of("known", Fault.Kind.wireNames())))
                .usual();
    }

    private static int number(JsonNode fault, String member) {
        JsonNode value = fault.get(member);
        if (!value.isInt()) {
            throw new Refused(400, member + " is a whole number");
        }
        return value.asInt();
    }

    /** One operation, or a list of them. */
    private static Set<Operation> operations(JsonNode on) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        List<JsonNode> names = on.isArray() ? on.valueStream().toList() : List.of(on);
        for (JsonNode name : names) {
            operations.add(
                    Arrays.stream(Operation.values())
                            .filter(
                                    operation ->
                                            name.isString()
                                                    && operation.wireName().equals(name.asString()))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new Refused(
                                                    400,
                                                    "on is one or more of create, query, close,"
                                                            + " refund")));
        }
        return operations;
    }
}
