package dev.weir.autoconfigure;

import dev.weir.linux.LinuxListener;
import dev.weir.server.ListenerBinder;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TransportSource;
import java.io.IOException;

/** Binds sockets on Linux's system calls. */
final class LinuxBinder implements ListenerBinder {

    @Override
    public TransportSource bind(ListenerDefinition definition) throws IOException {
        return LinuxListener.bind(definition.address().toString(), definition.options());
    }

    @Override
    public String transport() {
        return "linux";
    }
}
