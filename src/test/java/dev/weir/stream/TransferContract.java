package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copying to a channel or a stream. */
interface TransferContract extends ConnectedStreams {

    @Test
    default void transferToItselfIsAnEcho() throws Exception {
        var echo = Background.call(() -> server().transferTo(server()));
        byte[] sent = random(8, LARGE);
        var writer = Background.run(() -> {
            client().writeAll(sent);
            client().shutdown();
        });
        byte[] received = new byte[LARGE];
        client().readFully(received);
        writer.get();
        assertThat(received).isEqualTo(sent);
        assertThat(echo.get()).isEqualTo(LARGE);
    }

    @Test
    default void transferToAnotherStreamFlushesIt() throws Exception {
        Pipe next = connect(OPTIONS);
        var relay = Background.call(() -> server().transferTo(next.client()));
        send(client(), "through");
        assertThat(readFully(next.server(), 7)).isEqualTo("through");
        client().shutdown();
        assertThat(relay.get()).isEqualTo(7);
        next.client().abort("done");
        next.server().abort("done");
    }

    @Test
    default void transferToKeepsTheOrderOfWhatWasBuffered() throws Exception {
        send(client(), "first\nrest");
        client().shutdown();
        assertThat(server().readLine(UTF_8, 10)).isEqualTo("first");
        server().writeAll("greeting ".getBytes(UTF_8));
        assertThat(server().transferTo(server())).isEqualTo(4);
        assertThat(readFully(client(), 13)).isEqualTo("greeting rest");
    }

    @Test
    default void transferToAFile(@TempDir Path directory) throws Exception {
        byte[] sent = random(9, LARGE);
        var writer = Background.run(() -> {
            client().writeAll(sent);
            client().shutdown();
        });
        Path file = directory.resolve("received");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(server().transferTo(channel)).isEqualTo(LARGE);
        }
        writer.get();
        assertThat(Files.readAllBytes(file)).isEqualTo(sent);
    }

    @Test
    default void transferToAnOutputStream() throws Exception {
        send(client(), "hello");
        client().shutdown();
        var received = new ByteArrayOutputStream();
        assertThat(server().transferTo(Channels.newChannel(received))).isEqualTo(5);
        assertThat(received.toString(UTF_8)).isEqualTo("hello");
    }

    @Test
    default void transferToATargetThatFailsKeepsWhatItDidNotTake() throws Exception {
        send(client(), "hello");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> server().transferTo(failingAfter(2)))
                .withMessage("full");
        assertThat(readFully(server(), 3)).isEqualTo("llo");
    }

    @Test
    default void transferToANonBlockingChannelIsRefused() throws Exception {
        var unconnected = SocketChannel.open();
        try (unconnected) {
            unconnected.configureBlocking(false);
            assertThatExceptionOfType(IllegalBlockingModeException.class)
                    .isThrownBy(() -> server().transferTo(unconnected));
        }
    }

    private static WritableByteChannel failingAfter(int bytes) {
        return new WritableByteChannel() {
            private int left = bytes;

            @Override
            public int write(ByteBuffer source) throws IOException {
                if (left == 0) {
                    throw new IOException("full");
                }
                left--;
                source.get();
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
