package dev.weir.stream;

import dev.weir.linux.LinuxListener;
import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The accepted end of a TCP connection on Linux's system calls, as the contract's client. */
@EnabledOnOs(OS.LINUX)
class LinuxSocketStreamTests extends TcpStreamContract {

    @Override
    public Pipe connect(StreamOptions options) throws IOException {
        try (LinuxListener listener = LinuxListener.bind("127.0.0.1:0", new ListenerOptions(10, false, options))) {
            TcpStream connected = TcpStream.connect(listener.toString(), options);
            return new Pipe(listener.accept(), connected);
        }
    }
}
