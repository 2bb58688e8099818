package dev.weir.samples.modbus;

import java.io.IOException;

/** The holding registers of a device. Called by several threads at once. */
interface Registers {

    /**
     * Returns the values of {@code count} registers.
     *
     * @throws ModbusException with {@link ModbusException#ILLEGAL_DATA_ADDRESS} if one of them does not exist
     * @throws IOException if the device does not answer
     */
    short[] read(int address, int count) throws ModbusException, IOException;

    /** Sets registers one after the other; throws as {@link #read}. */
    void write(int address, short... values) throws ModbusException, IOException;
}
