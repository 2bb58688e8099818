package dev.weir.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.stream.Stream;

/** How the C library's functions are called, and what they return. */
final class NativeFunction {

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final MemoryLayout POINTER = ValueLayout.ADDRESS;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private NativeFunction() {}

    /** Links a function that does not block: the garbage collector waits for it, and it may take arrays of the heap. */
    static MethodHandle critical(String name, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = Stream.concat(Stream.of(ERRNO, Linker.Option.critical(true)), Stream.of(more))
                .toArray(Linker.Option[]::new);
        return link(name, type, options);
    }

    /** Links a function that may block. It takes native memory only, also for the error number. */
    static MethodHandle blocking(String name, FunctionDescriptor type) {
        return link(name, type, ERRNO);
    }

    @SuppressWarnings("restricted") // LinuxSockets asks for native access before this class is initialised.
    private static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no function " + name));
        return LINKER.downcallHandle(address, type, options);
    }

    /** Returns a segment for the error numbers of calls by one thread at a time. */
    static MemorySegment newErrno() {
        return MemorySegment.ofArray(new int[1]);
    }

    /** Returns the result of a call, or the negative error number. */
    static int result(int returned, MemorySegment errno) {
        return returned >= 0 ? returned : -errno.get(INT, 0);
    }

    /** The same for a number of bytes, which no more than an {@code int} has asked for. */
    static int result(long returned, MemorySegment errno) {
        return returned >= 0 ? (int) returned : -errno.get(INT, 0);
    }

    /** The handles are called with their exact types, so that only the JVM itself throws: it is out of memory, for example. */
    static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> new IllegalStateException(e);
        };
    }
}
