package io.paideia.trials.simulation;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Named;

/** Words for mistakes in compiled code. */
final class Edits {

    private Edits() {}

    static Named<LongFunction<String>> code(
            String name, String type, String method, CodeTransform mistake) {
        return Named.of(name, Mutant.of(type, method, mistake));
    }

    static CodeTransform replacing(Predicate<CodeElement> place, Consumer<CodeBuilder> instead) {
        return (code, element) -> {
            if (place.test(element)) {
                instead.accept(code);
            } else {
                code.with(element);
            }
        };
    }

    static Predicate<CodeElement> call(String method) {
        return element ->
                element instanceof InvokeInstruction call && call.name().equalsString(method);
    }

    /** A call of this class's method. */
    static Predicate<CodeElement> call(String owner, String method) {
        return element ->
                element instanceof InvokeInstruction call
                        && call.name().equalsString(method)
                        && call.owner().asInternalName().endsWith("/" + owner);
    }

    static Predicate<CodeElement> field(String field) {
        return element ->
                element instanceof FieldInstruction access
                        && access.opcode() == Opcode.GETFIELD
                        && access.name().equalsString(field);
    }

    static Predicate<CodeElement> constant(String name) {
        return element ->
                element instanceof FieldInstruction access
                        && access.opcode() == Opcode.GETSTATIC
                        && access.name().equalsString(name);
    }

    static Predicate<CodeElement> setting(String field) {
        return element ->
                element instanceof FieldInstruction access
                        && access.opcode() == Opcode.PUTFIELD
                        && access.name().equalsString(field);
    }

    static boolean returns(CodeElement element) {
        return element instanceof ReturnInstruction;
    }

    static void nothing(CodeBuilder at) {
        at.pop().aconst_null();
    }
}
