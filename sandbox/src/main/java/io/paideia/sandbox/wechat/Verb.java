package io.paideia.sandbox.wechat;

import io.paideia.sandbox.engine.Operation;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One thing that a merchant can ask for.
 *
 * @param path with at most one group, which becomes the call's name
 * @param reference what scenarios know the call by
 */
record Verb(
        String method,
        Pattern path,
        Operation operation,
        Function<Call, String> reference,
        Function<Call, Answer> action) {

    static Verb of(
            String method,
            String path,
            Operation operation,
            Function<Call, String> reference,
            Function<Call, Answer> action) {
        return new Verb(method, Pattern.compile(path), operation, reference, action);
    }
}
