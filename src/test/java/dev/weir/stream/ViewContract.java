package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

/** The views as {@link java.io.InputStream} and {@link java.io.OutputStream}. */
interface ViewContract extends ConnectedStreams {

    @Test
    default void inputViewReadsUnsignedBytes() throws IOException {
        client().writeAll(new byte[] {0, 127, (byte) 128, (byte) 255});
        client().shutdown();
        InputStream input = server().inputStream();
        assertThat(input.read()).isZero();
        assertThat(input.read()).isEqualTo(127);
        assertThat(input.read()).isEqualTo(128);
        assertThat(input.read()).isEqualTo(255);
        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.read(new byte[5])).isEqualTo(-1);
        assertThat(input.read(new byte[5], 1, 0)).isZero();
    }

    @Test
    default void inputViewKeepsTheContractOfItsType() throws IOException {
        send(client(), "0123456789abcdefghij");
        client().shutdown();
        InputStream input = server().inputStream();
        assertThat(input.available()).isZero();
        assertThat(input.read()).isEqualTo('0');
        assertThat(input.available()).isEqualTo(19);
        assertThat(input.skip(3)).isEqualTo(3);
        assertThat(input.skip(0)).isZero();
        assertThat(input.skip(-1)).isZero();
        assertThat(new String(input.readNBytes(4), UTF_8)).isEqualTo("4567");
        input.skipNBytes(2);
        var rest = new ByteArrayOutputStream();
        assertThat(input.transferTo(rest)).isEqualTo(10);
        assertThat(rest.toString(UTF_8)).isEqualTo("abcdefghij");
        assertThat(input.available()).isZero();
        assertThat(input.skip(3)).isZero();
        assertThat(input.markSupported()).isFalse();
    }

    @Test
    default void viewsRefuseWhatIsNotInTheArray() {
        InputStream input = server().inputStream();
        OutputStream output = server().outputStream();
        byte[] bytes = new byte[3];
        assertThatNullPointerException().isThrownBy(() -> input.read(null, 0, 1));
        assertThatNullPointerException().isThrownBy(() -> output.write(null, 0, 1));
        for (int[] part : new int[][] {{-1, 1}, {0, 4}, {3, 1}, {0, -1}, {1, Integer.MAX_VALUE}}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> input.read(bytes, part[0], part[1]));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> output.write(bytes, part[0], part[1]));
        }
    }

    @Test
    default void availableDoesNotWaitForABlockedReader() throws Exception {
        var reader = Background.call(() -> server().read(new byte[1])).awaitBlocked();
        assertThat(server().inputStream().available()).isZero();
        send(client(), "x");
        assertThat(reader.get()).isEqualTo(1);
    }

    @Test
    default void outputViewSendsWhatIsFlushed() throws IOException {
        OutputStream output = client().outputStream();
        output.write('a');
        output.write(0x100 + 'b');
        output.write("xcdx".getBytes(UTF_8), 1, 2);
        output.write(new byte[0]);
        output.flush();
        assertThat(readFully(server(), 4)).isEqualTo("abcd");
    }

    @Test
    default void closingAViewClosesTheStream() throws Exception {
        OutputStream output = client().outputStream();
        InputStream input = client().inputStream();
        server().shutdown();
        output.write('x');
        output.close();
        assertThat(client().isOpen()).isFalse();
        input.close();
        output.close();
        output.flush();
        assertThat(readAll(server())).isEqualTo("x");
        assertThatExceptionOfType(IOException.class).isThrownBy(input::read);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> input.read(new byte[1]));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> output.write(1));
        server().inputStream().close();
        assertThat(server().isOpen()).isFalse();
    }
}
