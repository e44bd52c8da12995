package io.paideia.guards;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some packages loaded anew, with one method changed. So the code that ships needs no hooks, and
 * what is found is found of that code with exactly this change. Thread-safe.
 */
public final class Mutant extends ClassLoader {

    private final List<String> anew;
    private final @Nullable Edit edit;

    /**
     * Loads these packages, named with a dot at the end, anew.
     *
     * @param edit what is changed in them, or null for nothing
     */
    public Mutant(List<String> anew, @Nullable Edit edit) {
        super(Mutant.class.getClassLoader());
        this.anew = List.copyOf(anew);
        this.edit = edit;
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
        if (anew.stream().noneMatch(wanted::startsWith)) {
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
            if (edit != null && wanted.equals(edit.type())) {
                bytes = changed(bytes, edit);
            }
            return defineClass(wanted, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] changed(byte[] bytes, Edit edit) {
        // What is told of the variables would not fit any more.
        ClassFile format = ClassFile.of(ClassFile.DebugElementsOption.DROP_DEBUG);
        return format.transformClass(
                format.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> method.methodName().equalsString(edit.method()), edit.change()));
    }
}
