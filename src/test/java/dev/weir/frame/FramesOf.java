package dev.weir.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes frames through a stream in memory. Strings are ISO 8859-1: a character is a byte. */
final class FramesOf {

    private FramesOf() {}

    static ByteBuffer buffer(String bytes) {
        return ByteBuffer.wrap(bytes.getBytes(ISO_8859_1));
    }

    /** Returns the payloads of an input that ends. */
    static List<String> input(String input, FrameFormat format) {
        Pipe pipe = TcpStream.pipe();
        try {
            pipe.client().writeAll(buffer(input));
            pipe.client().shutdown();
            var frames = FramedStream.over(pipe.server(), format);
            List<String> payloads = new ArrayList<>();
            for (String each = frames.readText(ISO_8859_1); each != null; each = frames.readText(ISO_8859_1)) {
                payloads.add(each);
            }
            return payloads;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            abort(pipe);
        }
    }

    /** Returns why an input is rejected. */
    static FrameError rejection(String input, FrameFormat format) {
        try {
            throw new AssertionError("was not rejected: " + input(input, format));
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof FrameException rejection) {
                return rejection.error();
            }
            throw e;
        }
    }

    /** Returns the bytes that a payload is written as. */
    static String output(String payload, FrameFormat format) {
        Pipe pipe = TcpStream.pipe();
        try {
            FramedStream.over(pipe.server(), format).write(buffer(payload));
            pipe.server().shutdown();
            return new String(pipe.client().inputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            abort(pipe);
        }
    }

    private static void abort(Pipe pipe) {
        pipe.client().abort("the test is over");
        pipe.server().abort("the test is over");
    }
}
