package dev.weir.linux;

import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamAddress;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** A listening socket's descriptor, and its address. */
record BoundSocket(int number, SocketAddress localAddress) {

    static BoundSocket bind(StreamAddress.Inet inet, ListenerOptions options) throws IOException {
        InetSocketAddress address = inet.resolve();
        boolean ipv4 = !inet.host().isEmpty() && address.getAddress() instanceof Inet4Address;
        int family = ipv4 || !hasIpv6() ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6;
        int number = open(family);
        try {
            SocketOptions.applyToListener(number, family == SocketAddresses.AF_INET6, options);
            listen(number, SocketAddresses.encode(family, address), options);
            return new BoundSocket(number, localAddress(number));
        } catch (IOException | RuntimeException | Error e) {
            close(number);
            throw e;
        }
    }

    static BoundSocket bind(StreamAddress.Unix unix, ListenerOptions options) throws IOException {
        UnixDomainSocketAddress address = unix.resolve();
        int number = open(SocketAddresses.AF_UNIX);
        try {
            listen(number, SocketAddresses.encode(address), options);
            return new BoundSocket(number, address);
        } catch (IOException | RuntimeException | Error e) {
            close(number);
            throw e;
        }
    }

    private static int open(int family) throws IOException {
        int number = SocketCalls.socket(NativeFunction.newErrno(), family);
        if (number < 0) {
            throw Errno.exception(-number);
        }
        return number;
    }

    /** The kernel may have been built or started without it, and the JDK may have been told to do without. */
    private static boolean hasIpv6() throws IOException {
        if (Boolean.getBoolean("java.net.preferIPv4Stack")) {
            return false;
        }
        int number = SocketCalls.socket(NativeFunction.newErrno(), SocketAddresses.AF_INET6);
        if (number == -Errno.EAFNOSUPPORT) {
            return false;
        }
        if (number < 0) {
            throw Errno.exception(-number);
        }
        close(number);
        return true;
    }

    private static void listen(int number, MemorySegment address, ListenerOptions options) throws IOException {
        MemorySegment errno = NativeFunction.newErrno();
        int result = SocketCalls.bind(errno, number, address);
        if (result == 0) {
            result = SocketCalls.listen(errno, number, options.backlog());
        }
        if (result < 0) {
            throw Errno.bindException(-result);
        }
    }

    static SocketAddress localAddress(int number) throws IOException {
        MemorySegment address = MemorySegment.ofArray(new byte[SocketAddresses.MAX]);
        MemorySegment length = MemorySegment.ofArray(new int[] {SocketAddresses.MAX});
        int result = SocketCalls.getsockname(NativeFunction.newErrno(), number, address, length);
        if (result < 0) {
            throw Errno.exception(-result);
        }
        return SocketAddresses.decode(address, length.get(ValueLayout.JAVA_INT, 0));
    }

    void close() {
        close(number);
    }

    /** The number is free even after an error (close(2)). */
    private static void close(int number) {
        int _ = SocketCalls.close(NativeFunction.newErrno(), number);
    }
}
