package dev.weir.samples.modbus;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.WriteMultipleRegistersRequest;
import com.digitalpetri.modbus.pdu.WriteSingleRegisterRequest;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import dev.weir.observe.CloseCause;
import dev.weir.samples.ProtocolPage;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningApplication;
import java.net.Socket;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sample with the client library of digitalpetri. */
@Timeout(120)
class ModbusSampleTests {

    private static final int UNIT = 17;

    private final Tank tank = new Tank();
    private RunningApplication application;
    private ModbusTcpClient client;

    @BeforeEach
    void start() throws Exception {
        application = ProtocolPage.read()
                .application("Modbus/TCP")
                .bean("modbus", ModbusHandler.class, () -> new ModbusHandler(tank))
                .start();
        client = ModbusTcpClient.create(
                NettyTcpClientTransport.create(transport -> transport
                        .setHostname("127.0.0.1")
                        .setPort(application.address("modbus").getPort())),
                config -> config.setRequestTimeout(Patience.DEADLINE));
        client.connect();
    }

    @AfterEach
    void stop() throws Exception {
        client.disconnect();
        application.close();
    }

    @Test
    void readsWhatWasWritten() throws Exception {
        client.writeMultipleRegisters(
                UNIT, new WriteMultipleRegistersRequest(2, 2, HexFormat.of().parseHex("000A0102")));
        client.writeSingleRegister(UNIT, new WriteSingleRegisterRequest(4, 0xFFFF));
        assertThat(read(1, 4)).isEqualTo("0000000a0102ffff");
    }

    @Test
    void answersAnErrorWithItsExceptionCode() {
        assertExceptionCode(2, () -> read(Tank.SIZE - 1, 2));
        assertExceptionCode(2, () -> client.writeSingleRegister(UNIT, new WriteSingleRegisterRequest(0xFFFF, 1)));
        assertExceptionCode(1, () -> client.readCoils(UNIT, new ReadCoilsRequest(0, 1)));
        assertExceptionCode(3, () -> read(0, 126));
        assertExceptionCode(3, () -> client.sendRaw(UNIT, HexFormat.of().parseHex("10000000010300010002")));
        assertExceptionCode(4, () -> read(Tank.BROKEN, 1));
    }

    @Test
    void answersAFastRequestBeforeAnEarlierSlowOne() throws Exception {
        client.writeSingleRegister(UNIT, new WriteSingleRegisterRequest(Tank.SLOW, 0xCAFE));
        CompletableFuture<?> slow = client.readHoldingRegistersAsync(
                        UNIT, new ReadHoldingRegistersRequest(Tank.SLOW, 1))
                .thenApply(response -> HexFormat.of().formatHex(response.registers()))
                .toCompletableFuture();
        assertThat(read(0, 1)).isEqualTo("0000");
        assertThat(slow).isNotDone();
        tank.slow.countDown();
        assertThat(slow.get(Patience.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("cafe");
    }

    @Test
    void discardsOtherProtocolsAndAnswersTheNextRequest() throws Exception {
        try (Socket socket = application.connect("modbus")) {
            String read = "0006" + "11" + "0300000001";
            socket.getOutputStream().write(HexFormat.of().parseHex("00010001" + read + "00020000" + read));
            assertThat(socket.getInputStream().readNBytes(11)).asHexString().isEqualTo("0002000000051103020000");
        }
    }

    @Test
    void endsAConnectionWhoseFrameIsTooLarge() throws Exception {
        try (Socket socket = application.connect("modbus")) {
            socket.getOutputStream().write(HexFormat.of().parseHex("0001000000FF1103"));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> application.statistics("modbus").closed(CloseCause.PROTOCOL_ERROR) == 1);
    }

    private String read(int address, int count) throws Exception {
        return HexFormat.of()
                .formatHex(client.readHoldingRegisters(UNIT, new ReadHoldingRegistersRequest(address, count))
                        .registers());
    }

    private static void assertExceptionCode(int code, ThrowingCallable request) {
        assertThatExceptionOfType(ModbusResponseException.class)
                .isThrownBy(request)
                .satisfies(e -> assertThat(e.getExceptionCode()).isEqualTo(code));
    }
}
