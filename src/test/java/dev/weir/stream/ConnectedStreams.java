package dev.weir.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Random;

/** Two streams that are connected to each other, new for each test. */
interface ConnectedStreams {

    /** The close timeout is generous: a busy machine must not cut a close short. */
    StreamOptions OPTIONS = StreamOptions.DEFAULT.withCloseTimeout(Background.PATIENCE);

    /** For a close that exceeds its timeout. */
    StreamOptions HASTY = OPTIONS.withCloseTimeout(Duration.ofMillis(100)).withWriteTimeout(Duration.ofMillis(100));

    Duration SHORT = Duration.ofMillis(20);
    int LARGE = 300_000;

    TcpStream client();

    TcpStream server();

    /** Connects two more streams to each other. */
    Pipe connect(StreamOptions options) throws IOException;

    /** Whether a reset reaches the peer as one; otherwise it is a close. */
    default boolean knowsReset() {
        return true;
    }

    /** Number of bytes that the transports between the streams do not hold, so that their writer waits for the reader. */
    default int flood() {
        return 30_000_000;
    }

    /** Replaces {@link #client} and {@link #server} by new streams with these options. */
    void reconnect(StreamOptions options) throws IOException;

    static void send(TcpStream stream, String text) throws IOException {
        stream.writeAll(text.getBytes(UTF_8));
        stream.flush();
    }

    static String read(TcpStream stream, int max) throws IOException {
        byte[] bytes = new byte[max];
        int count = stream.read(bytes);
        return new String(bytes, 0, count, UTF_8);
    }

    static String readFully(TcpStream stream, int length) throws IOException {
        byte[] bytes = new byte[length];
        stream.readFully(bytes);
        return new String(bytes, UTF_8);
    }

    static String readAll(TcpStream stream) throws IOException {
        return new String(stream.inputStream().readAllBytes(), UTF_8);
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static WritableByteChannel discard() {
        return Channels.newChannel(OutputStream.nullOutputStream());
    }
}
