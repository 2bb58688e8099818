package dev.weir.samples.modbus;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A device with ten registers, one that fails, and one that is slow. */
final class Tank implements Registers {

    static final int SIZE = 10;
    static final int BROKEN = 8;
    static final int SLOW = 9;

    /** Ends the wait of those who read {@link #SLOW}. */
    final CountDownLatch slow = new CountDownLatch(1);

    private final short[] values = new short[SIZE];

    @Override
    public short[] read(int address, int count) throws ModbusException, IOException {
        check(address, count);
        awaitSlow(address);
        synchronized (this) {
            return Arrays.copyOfRange(values, address, address + count);
        }
    }

    @Override
    public void write(int address, short... written) throws ModbusException, IOException {
        check(address, written.length);
        synchronized (this) {
            System.arraycopy(written, 0, values, address, written.length);
        }
    }

    private static void check(int address, int count) throws ModbusException, IOException {
        if (address + count > SIZE) {
            throw new ModbusException(ModbusException.ILLEGAL_DATA_ADDRESS);
        }
        if (address == BROKEN) {
            throw new IOException("the sensor does not answer");
        }
    }

    private void awaitSlow(int address) throws IOException {
        try {
            if (address == SLOW && !slow.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("the slow register was not released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
