package io.paideia.trials.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Lane and simulation loaded anew, with a mistake in one method. So the code that ships needs no
 * hooks, and what is found wrong is that code with exactly this mistake.
 */
final class Mutant extends ClassLoader {

    private static final List<String> ANEW =
            List.of("io.paideia.lane.", "io.paideia.ledger.", "io.paideia.trials.simulation.");

    private final String name;
    private final ClassTransform mistake;

    private Mutant(String type, ClassTransform mistake) {
        super(Mutant.class.getClassLoader());
        this.name = type;
        this.mistake = mistake;
    }

    /** A simulation in which this method of this class is wrong in this way. */
    static LongFunction<String> of(String type, String method, CodeTransform mistake) {
        return new Mutant(
                        type,
                        ClassTransform.transformingMethodBodies(
                                found -> found.methodName().equalsString(method), mistake))
                .simulation();
    }

    @SuppressWarnings("unchecked") // OneSeed, whoever loads it, takes a seed and gives a text
    private LongFunction<String> simulation() {
        try {
            return (LongFunction<String>)
                    loadClass(OneSeed.class.getName()).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
        if (ANEW.stream().noneMatch(wanted::startsWith)) {
            return super.loadClass(wanted, resolve);
        }
        synchronized (getClassLoadingLock(wanted)) {
            Class<?> loaded = findLoadedClass(wanted);
            return loaded == null ? define(wanted) : loaded;
        }
    }

    private Class<?> define(String wanted) throws ClassNotFoundException {
        try (InputStream file =
                getParent().getResourceAsStream(wanted.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(wanted);
            }
            byte[] bytes = file.readAllBytes();
            if (wanted.equals(name)) {
                ClassFile format = ClassFile.of();
                bytes = format.transformClass(format.parse(bytes), mistake);
            }
            return defineClass(wanted, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
