package io.paideia.web;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;
import java.util.Optional;

/**
 * A QR code as one SVG path in units of its modules, with the quiet zone of four modules that ISO
 * 18004 demands. Immutable.
 *
 * @param size of the square, quiet zone included
 * @param path the dark modules
 */
record QrCode(int size, String path) {

    private static final int QUIET_MODULES = 4;

    /** Empty if the text is too long for any code. */
    static Optional<QrCode> of(String text) {
        BitMatrix matrix;
        try {
            matrix =
                    new QRCodeWriter()
                            .encode(
                                    text,
                                    BarcodeFormat.QR_CODE,
                                    0,
                                    0,
                                    Map.of(
                                            EncodeHintType.MARGIN,
                                            QUIET_MODULES,
                                            EncodeHintType.CHARACTER_SET,
                                            "UTF-8",
                                            EncodeHintType.ERROR_CORRECTION,
                                            ErrorCorrectionLevel.M));
        } catch (WriterException tooLong) {
            return Optional.empty();
        }
        return Optional.of(new QrCode(matrix.getWidth(), path(matrix)));
    }

    private static String path(BitMatrix matrix) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < matrix.getHeight(); y++) {
            for (int x = 0; x < matrix.getWidth(); x++) {
                int start = x;
                while (x < matrix.getWidth() && matrix.get(x, y)) {
                    x++;
                }
                if (x > start) {
                    path.append('M').append(start).append(' ').append(y);
                    path.append('h').append(x - start).append("v1H").append(start).append('z');
                }
            }
        }
        return path.toString();
    }
}
