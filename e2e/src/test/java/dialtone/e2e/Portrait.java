package dialtone.e2e;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A drawn person who nods slowly, as the film that a fake camera plays: YUV4MPEG2, 4:2:0. */
record Portrait(Color wall, Color light, Color hair, Color skin, Color shirt) {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int FRAMES_PER_SECOND = 20;
    private static final int FRAMES = 3 * FRAMES_PER_SECOND;

    static final Portrait ALICE = new Portrait(
            new Color(0x2f4858), new Color(0x86bbd8), new Color(0x5b2e1f), new Color(0xf2c9a8), new Color(0xd95d39));

    static final Portrait BOB = new Portrait(
            new Color(0x3a5a40), new Color(0xdad7a0), new Color(0x1f1a17), new Color(0xb9805a), new Color(0x3d5a80));

    Path film(Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(("YUV4MPEG2 W" + WIDTH + " H" + HEIGHT + " F" + FRAMES_PER_SECOND + ":1 Ip A1:1 C420jpeg\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int frame = 0; frame < FRAMES; frame++) {
                out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                writePlanes(draw(Math.sin(2 * Math.PI * frame / FRAMES)), out);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param nod from -1 to 1 */
    private BufferedImage draw(double nod) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(0, 0, wall.brighter(), WIDTH, HEIGHT, wall.darker()));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        window(g);
        g.setColor(shirt);
        g.fill(new RoundRectangle2D.Double(150, 350, 340, 220, 170, 170));
        g.setColor(skin.darker());
        g.fill(new RoundRectangle2D.Double(283, 300, 74, 90, 40, 40));
        g.translate(0, 5 * nod);
        head(g);
        g.dispose();
        return image;
    }

    private void window(Graphics2D g) {
        g.setPaint(new GradientPaint(0, 40, light, 0, 240, light.darker()));
        g.fill(new RoundRectangle2D.Double(440, 50, 150, 200, 12, 12));
        g.setColor(wall.darker());
        g.setStroke(new BasicStroke(8));
        g.drawLine(515, 50, 515, 250);
        g.drawLine(440, 150, 590, 150);
    }

    private void head(Graphics2D g) {
        g.setColor(hair);
        g.fill(new Ellipse2D.Double(218, 98, 204, 230));
        g.setColor(skin);
        g.fill(new Ellipse2D.Double(235, 130, 170, 205));
        g.setColor(hair);
        Area fringe = new Area(new Ellipse2D.Double(233, 128, 174, 209));
        fringe.subtract(new Area(new Ellipse2D.Double(222, 186, 196, 300)));
        g.fill(fringe);
        g.setColor(hair.darker());
        g.fill(new Ellipse2D.Double(280, 218, 17, 20));
        g.fill(new Ellipse2D.Double(343, 218, 17, 20));
        g.setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new QuadCurve2D.Double(285, 278, 320, 305, 355, 278));
    }

    /** ITU-R BT.601 in the full range of JPEG. */
    private static void writePlanes(BufferedImage image, OutputStream out) throws IOException {
        byte[] y = new byte[WIDTH * HEIGHT];
        byte[] u = new byte[WIDTH * HEIGHT / 4];
        byte[] v = new byte[WIDTH * HEIGHT / 4];
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                Color c = new Color(image.getRGB(column, row));
                y[row * WIDTH + column] =
                        (byte) Math.round(0.299 * c.getRed() + 0.587 * c.getGreen() + 0.114 * c.getBlue());
                if (row % 2 == 0 && column % 2 == 0) {
                    int at = row / 2 * (WIDTH / 2) + column / 2;
                    u[at] = (byte) Math.round(128 - 0.1687 * c.getRed() - 0.3313 * c.getGreen() + 0.5 * c.getBlue());
                    v[at] = (byte) Math.round(128 + 0.5 * c.getRed() - 0.4187 * c.getGreen() - 0.0813 * c.getBlue());
                }
            }
        }
        out.write(y);
        out.write(u);
        out.write(v);
    }
}
