package io.paideia.guards;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A change of one compiled method.
 *
 * @param type the class's full name
 */
public record Edit(String type, String method, CodeTransform change) {

    /** Puts something else at these places. */
    public static CodeTransform replacing(
            Predicate<CodeElement> place, Consumer<CodeBuilder> instead) {
        return (code, element) -> {
            if (place.test(element)) {
                instead.accept(code);
            } else {
                code.with(element);
            }
        };
    }

    /** Puts something else at the first of these places. */
    static CodeTransform replacingFirst(
            Predicate<CodeElement> place, Consumer<CodeBuilder> instead) {
        return CodeTransform.ofStateful(
                () -> {
                    boolean[] met = {false};
                    return replacing(
                            element -> {
                                boolean first = !met[0] && place.test(element);
                                met[0] |= first;
                                return first;
                            },
                            instead);
                });
    }

    /** Does this and nothing of what the method did; it must end with a return. */
    static CodeTransform body(Consumer<CodeBuilder> instead) {
        return CodeTransform.ofStateful(
                () -> {
                    boolean[] begun = {false};
                    return (code, element) -> {
                        if (!begun[0]) {
                            begun[0] = true;
                            instead.accept(code);
                        }
                        code.with(element);
                    };
                });
    }

    /**
     * Where this enum constant was given as the result, goes on as if its condition had not been
     * met.
     */
    static CodeTransform withoutResult(String constant) {
        return CodeTransform.ofStateful(() -> new WithoutResult(constant));
    }

    /** Lets what was caught pass. */
    static CodeTransform withoutCatch(String type) {
        return (code, element) -> {
            if (!(element instanceof ExceptionCatch handler
                    && handler.catchType().isPresent()
                    && handler.catchType().get().asInternalName().endsWith("/" + type))) {
                code.with(element);
            }
        };
    }

    /** Changes a statement's text. */
    static CodeTransform sql(String from, String to) {
        return (code, element) -> {
            if (element instanceof ConstantInstruction constant
                    && constant.constantValue() instanceof String text
                    && text.contains(from)) {
                code.loadConstant(text.replace(from, to));
            } else {
                code.with(element);
            }
        };
    }

    public static Predicate<CodeElement> call(String method) {
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

    public static Predicate<CodeElement> field(String field) {
        return access(Opcode.GETFIELD, field);
    }

    public static Predicate<CodeElement> setting(String field) {
        return access(Opcode.PUTFIELD, field);
    }

    public static boolean returns(CodeElement element) {
        return element instanceof ReturnInstruction;
    }

    private static Predicate<CodeElement> access(Opcode opcode, String field) {
        return element ->
                element instanceof FieldInstruction access
                        && access.opcode() == opcode
                        && access.name().equalsString(field);
    }

    /** A constant that is returned at once is not; one that is chosen by a condition is null. */
    private static final class WithoutResult implements CodeTransform {

        private final String constant;
        private @Nullable CodeElement held;

        WithoutResult(String constant) {
            this.constant = constant;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (held != null && element instanceof Instruction) {
                held = null;
                if (element instanceof ReturnInstruction) {
                    return;
                }
                code.aconst_null();
            }
            if (element instanceof FieldInstruction access
                    && access.opcode() == Opcode.GETSTATIC
                    && access.name().equalsString(constant)) {
                held = element;
            } else {
                code.with(element);
            }
        }
    }
}
