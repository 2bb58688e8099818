package dev.weir.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class DescriptorTests {

    private static Descriptor create() throws IOException {
        int number = EpollCalls.eventfd(NativeFunction.newErrno());
        assertThat(number).isPositive();
        return new Descriptor(number, Poller.shared(), false);
    }

    /** Whether the number stands for what {@link #create} opens; it may be another file's meanwhile. */
    private static boolean isOpen(Descriptor descriptor) throws IOException {
        Path link = Path.of("/proc/self/fd/" + descriptor.number());
        return Files.isSymbolicLink(link)
                && Files.readSymbolicLink(link).toString().contains("eventfd");
    }

    @Test
    void theLastUserClosesTheNumber() throws IOException {
        Descriptor descriptor = create();
        descriptor.enter(Descriptor.USER);
        descriptor.enter(Descriptor.WRITER);
        assertThat(descriptor.isWriting()).isTrue();

        descriptor.close();
        assertThat(descriptor.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> descriptor.enter(Descriptor.USER));
        descriptor.leave(Descriptor.WRITER);
        assertThat(descriptor.isWriting()).isFalse();
        assertThat(isOpen(descriptor)).as("a user is left").isTrue();

        descriptor.leave(Descriptor.USER);
        assertThat(isOpen(descriptor)).isFalse();
    }

    @Test
    void aSecondCloseLeavesTheNextOwnerOfTheNumberAlone() throws IOException {
        Descriptor first = create();
        first.close();
        assertThat(isOpen(first)).isFalse();
        Descriptor second = create();
        first.close();
        assertThat(isOpen(second)).isTrue();
        second.close();
        assertThat(isOpen(second)).isFalse();
    }

    @Test
    void theTableTellsTheOwnersOfANumberApart() throws IOException {
        Poller poller = Poller.shared();
        var table = new DescriptorTable();
        var first = new Descriptor(200_000, poller, false);
        var second = new Descriptor(200_000, poller, false);
        table.put(first);
        assertThat(table.find(200_000, first.generation())).isSameAs(first);
        assertThat(table.find(200_000, second.generation())).isNull();
        table.put(second);
        table.remove(first);
        assertThat(table.find(200_000, first.generation())).isNull();
        assertThat(table.find(200_000, second.generation())).isSameAs(second);
        assertThat(table.find(5, second.generation())).isNull();
        assertThat(table.find(5_000_000, second.generation())).isNull();
    }

    /** Each connection gets the number of the one before, whose events may still be on their way. */
    @Test
    void aConnectionOnAReusedNumberHasItsOwnBytesAndEnd() throws Exception {
        try (LinuxListener listener = LinuxListener.bind("127.0.0.1:0", ListenerOptions.DEFAULT)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            for (int i = 0; i < 300; i++) {
                try (Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                        Transport server = listener.acceptTransport()) {
                    byte expected = (byte) i;
                    client.write(ByteBuffer.wrap(new byte[] {expected}));
                    assertThat(server.read(one.clear(), Duration.ofSeconds(20).toNanos()))
                            .isEqualTo(1);
                    assertThat(one.get(0)).isEqualTo(expected);
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(() -> server.read(one.clear(), 1))
                            .withMessage("Read timed out");
                    if (i % 2 == 0) {
                        client.reset();
                    }
                }
            }
        }
    }
}
