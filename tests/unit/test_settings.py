"""The settings of a folder within the data folder: what was chosen there comes before what holds around it."""

from pathlib import Path

from mottagning.settings import Settings, load, save, within


def test_what_was_chosen_in_the_demo_holds_there_the_next_time(tmp_path: Path) -> None:
    settings = save(load(str(tmp_path)), theme="dark", language="en")
    demo = within(settings, "demo")
    assert (demo.data, demo.database) == (tmp_path / "demo", str(tmp_path / "demo" / "mottagning.db"))
    assert (demo.theme, demo.language, demo.text_size) == ("dark", "en", "system")
    save(demo, text_size="200", language="sv")
    demo = within(settings, "demo")
    assert (demo.theme, demo.language, demo.text_size) == ("dark", "sv", "200")
    assert within(settings, "demo", "en").language == "en"
    assert load(str(tmp_path)) == Settings(
        data=tmp_path, database=str(tmp_path / "mottagning.db"), language="en", theme="dark"
    )
