package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Exceptions of a stream have its mark, in every method; those of other code during its calls do not. */
class StreamOriginTests {

    private static final StreamOptions OPTIONS =
            StreamOptions.DEFAULT.withCloseTimeout(Duration.ofMillis(10)).withWriteTimeout(Duration.ofMillis(10));

    /** A call that fails because of the stream. */
    enum Call {
        READ(stream -> stream.read(new byte[1])),
        READ_LARGE(stream -> stream.read(new byte[100_000])),
        PEEK(stream -> stream.peek(new byte[1])),
        READ_FULLY(stream -> stream.readFully(new byte[2])),
        READ_LINE(stream -> stream.readLine(StandardCharsets.UTF_8, 10)),
        TRANSFER(stream -> stream.transferTo(TcpStream.over(new ScriptedTransport(), OPTIONS))),
        VIEW(stream -> stream.inputStream().read()),
        WRITE(stream -> stream.writeAll(new byte[100_000])),
        FLUSH(stream -> {
            stream.write(new byte[1]);
            stream.flush();
        }),
        SHUTDOWN(stream -> {
            stream.write(new byte[1]);
            stream.shutdown();
        }),
        CLOSE(stream -> {
            stream.write(new byte[1]);
            stream.close();
        });

        @SuppressWarnings("ImmutableEnumChecker") // The functions have no state.
        private final Action action;

        Call(Action action) {
            this.action = action;
        }
    }

    interface Action {
        void on(TcpStream stream) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void marksWhatItsTransportThrows(Call call) {
        var transport = new ScriptedTransport().onSilence(ScriptedTransport.fails(new SocketException("broken")));
        transport.onWrite(ScriptedTransport.fails(new SocketException("broken")));
        assertMarked(TcpStream.over(transport, OPTIONS), call);
    }

    @ParameterizedTest
    @EnumSource
    void marksErrorsToo(Call call) {
        var transport = new ScriptedTransport().onSilence(_ -> {
            throw new NoClassDefFoundError("on/purpose");
        });
        transport.onWrite(_ -> {
            throw new NoClassDefFoundError("on/purpose");
        });
        assertMarked(TcpStream.over(transport, OPTIONS), call);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLOSE")
    void marksWhatItThrowsOnceClosed(Call call) {
        TcpStream stream = TcpStream.over(new ScriptedTransport(), OPTIONS);
        stream.abort("done");
        assertMarked(stream, call);
    }

    private static void assertMarked(TcpStream stream, Call call) {
        Throwable thrown = thrownBy(() -> call.action.on(stream));
        assertThat(thrown).isNotNull();
        StreamOrigin origin = StreamOrigin.of(new IllegalStateException(thrown));
        assertThat(origin).isNotNull();
        assertThat(origin.streamId()).isEqualTo(stream.id());
        assertThat(origin.marked()).isSameAs(thrown);
    }

    @Test
    void marksAPeerThatFinishesTooEarlyALineThatIsTooLongAndATimeout() throws IOException {
        TcpStream early = TcpStream.over(new ScriptedTransport(), OPTIONS);
        assertThat(origin(() -> early.readFully(new byte[2]))).isEqualTo(early.id());
        TcpStream line = TcpStream.over(new ScriptedTransport().onRead(ScriptedTransport.bytes("too long")), OPTIONS);
        assertThat(origin(() -> line.readLine(StandardCharsets.UTF_8, 3))).isEqualTo(line.id());
        TcpStream late = TcpStream.pipe().server();
        late.readTimeout(Duration.ofMillis(1));
        assertThat(origin(() -> late.read(new byte[1]))).isEqualTo(late.id());
    }

    @Test
    void whatATargetThrowsIsTheTargets() {
        TcpStream source = TcpStream.over(new ScriptedTransport().onRead(ScriptedTransport.bytes("bytes")), OPTIONS);
        TcpStream target = TcpStream.over(
                new ScriptedTransport().onWrite(ScriptedTransport.fails(new SocketException("broken"))), OPTIONS);
        assertThat(origin(() -> source.transferTo(target))).isEqualTo(target.id());

        TcpStream other = TcpStream.over(new ScriptedTransport().onRead(ScriptedTransport.bytes("bytes")), OPTIONS);
        Throwable foreign = thrownBy(() -> other.transferTo(new Broken()));
        assertThat(foreign).isInstanceOf(IOException.class);
        assertThat(StreamOrigin.of(foreign)).isNull();
    }

    static Stream<Action> mistakes() {
        return Stream.of(
                stream -> stream.readLine(StandardCharsets.UTF_16, 10),
                stream -> stream.read(ByteBuffer.allocate(10).asReadOnlyBuffer()),
                stream -> stream.peek(ByteBuffer.allocate(10).asReadOnlyBuffer()),
                stream -> {
                    stream.shutdown();
                    stream.write(new byte[1]);
                });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesOfTheCallerAreTheCallers(Action mistakes) {
        TcpStream stream = TcpStream.over(new ScriptedTransport().onRead(ScriptedTransport.bytes("bytes")), OPTIONS);
        Throwable thrown = thrownBy(() -> mistakes.on(stream));
        assertThat(thrown).isNotNull();
        assertThat(StreamOrigin.of(thrown)).isNull();
    }

    @Test
    void aCircleOfCausesIsLookedThroughOnce() {
        var one = new IllegalStateException("one");
        var two = new IllegalStateException("two", one);
        one.initCause(two);
        assertThat(StreamOrigin.of(one)).isNull();
    }

    private static long origin(Code code) {
        StreamOrigin origin = StreamOrigin.of(thrownBy(code));
        assertThat(origin).isNotNull();
        return origin.streamId();
    }

    private static Throwable thrownBy(Code code) {
        try {
            code.run();
        } catch (Throwable e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    private interface Code {
        void run() throws Exception;
    }

    private static final class Broken implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) throws IOException {
            throw new IOException("foreign");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
