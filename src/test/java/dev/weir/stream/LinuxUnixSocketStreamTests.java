package dev.weir.stream;

import dev.weir.linux.LinuxListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The accepted end of a Unix domain socket on Linux's system calls, as the contract's client. */
@EnabledOnOs(OS.LINUX)
class LinuxUnixSocketStreamTests extends TcpStreamContract {

    @TempDir
    private Path directory;

    private final AtomicInteger sockets = new AtomicInteger();

    @Override
    public Pipe connect(StreamOptions options) throws IOException {
        Path path = directory.resolve("s" + sockets.incrementAndGet());
        try (LinuxListener listener = LinuxListener.bind("unix:" + path, new ListenerOptions(10, false, options))) {
            TcpStream connected = TcpStream.connect(listener.toString(), options);
            return new Pipe(listener.accept(), connected);
        }
    }

    @Override
    public boolean knowsReset() {
        return false;
    }
}
