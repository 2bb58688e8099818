package dev.weir.stream;

import dev.weir.linux.LinuxListener;
import java.io.IOException;

/** The kinds of sockets that listeners have here. */
enum SocketKind {
    JDK {
        @Override
        TransportSource bind(String address, ListenerOptions options) throws IOException {
            return TcpListener.bind(address, options);
        }
    },
    /** Linux only, as the tests' other programs are. */
    LINUX {
        @Override
        TransportSource bind(String address, ListenerOptions options) throws IOException {
            return LinuxListener.bind(address, options);
        }
    };

    abstract TransportSource bind(String address, ListenerOptions options) throws IOException;

    TransportSource bind(String address) throws IOException {
        return bind(address, ListenerOptions.DEFAULT);
    }
}
