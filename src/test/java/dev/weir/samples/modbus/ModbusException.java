package dev.weir.samples.modbus;

/** A request is answered with an exception code (MODBUS Application Protocol 1.1b3, section 7). */
final class ModbusException extends Exception {

    static final int ILLEGAL_FUNCTION = 1;
    static final int ILLEGAL_DATA_ADDRESS = 2;
    static final int ILLEGAL_DATA_VALUE = 3;
    static final int SERVER_DEVICE_FAILURE = 4;

    private static final long serialVersionUID = 1L;

    private final int code;

    ModbusException(int code) {
        super("exception code " + code);
        this.code = code;
    }

    int code() {
        return code;
    }
}
