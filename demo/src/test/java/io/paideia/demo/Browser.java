package io.paideia.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with a fresh profile, and the little that tests do with it. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_TABS = 80;

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test, and says why, where no browser is installed or none is wanted. */
    static Browser open(Path profile) {
        Assumptions.assumeFalse(
                "skip".equals(System.getProperty("paideia.browser")),
                "Browser tests are switched off by -Dpaideia.browser=skip");
        Path chromium = installed("paideia.chromium", "/usr/bin/chromium");
        Path chromedriver = installed("paideia.chromedriver", "/usr/bin/chromedriver");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--accept-lang=en",
                "--user-data-dir=" + profile);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.toFile())
                        .usingAnyFreePort()
                        .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(new Dimension(1280, 900));
        return new Browser(driver);
    }

    private static Path installed(String property, String usual) {
        Path program = Path.of(System.getProperty(property, usual));
        Assumptions.assumeTrue(
                Files.isExecutable(program),
                program + " is not installed; name another with -D" + property + "=…");
        return program;
    }

    void go(String address) {
        driver.get(address);
    }

    WebElement see(By what) {
        return until(ExpectedConditions.visibilityOfElementLocated(what));
    }

    void press(By what) {
        until(ExpectedConditions.elementToBeClickable(what)).click();
    }

    void type(By where, String text) {
        see(where).sendKeys(text);
    }

    void arriveAt(String partOfAddress) {
        until(ExpectedConditions.urlContains(partOfAddress));
    }

    String address() {
        return String.valueOf(driver.getCurrentUrl());
    }

    /** A mark that a reload would wipe away. */
    void markPage() {
        ((JavascriptExecutor) driver).executeScript("window.sameAsBefore = true");
    }

    boolean stillMarked() {
        return Boolean.TRUE.equals(
                ((JavascriptExecutor) driver).executeScript("return window.sameAsBefore === true"));
    }

    /** Moves the focus by the tabulator alone, as someone without a mouse would. */
    void tabTo(By what) {
        WebElement wanted = see(what);
        for (int i = 0; i < MOST_TABS; i++) {
            if (driver.switchTo().activeElement().equals(wanted)) {
                assertThat(wanted.getCssValue("outline-style"))
                        .as("the focus can be seen")
                        .isNotEqualTo("none");
                return;
            }
            keys(Keys.TAB);
        }
        throw new AssertionError("The tabulator does not lead to " + what);
    }

    /** Types into whatever has the focus. */
    void keys(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    private <T> T until(ExpectedCondition<T> condition) {
        return new WebDriverWait((WebDriver) driver, PATIENCE).until(condition);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
