"""A planner's day: template, a rule changed, an error seen and mended, solved, read, shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.page.conftest import Visit, Workbench, axe_findings, button, sync_api, width

expect = sync_api.expect
WORDS = {
    "en-GB": {
        "start": "Start from this: The smallest example",
        "edit": "Change rule fair-return",
        "apply": "Apply",
        "money": "Money",
        "contribution": "Contribution per period",
        "sound": "The scenario is sound",
        "problem": "1 problem",
        "expected": "expected a number of at least 0",
        "solve": "Save and solve",
        "done": "Done",
        "share": "Share",
        "reader": "Organisation (id)",
        "download": "Download",
        "report": "Report (HTML)",
        "decide": "Put to a decision",
        "endorse": "Endorse",
        "endorsed": "Endorses",
        "side": "What it means for South",
    },
    "zh-CN": {
        "start": "以此开始: 最小示例",
        "edit": "修改规则 fair-return",
        "apply": "应用",
        "money": "出资",
        "contribution": "每期出资",
        "sound": "方案无误",
        "problem": "1 个问题",
        "expected": "应为不小于 0 的数",
        "solve": "保存并求解",
        "done": "已完成",
        "share": "共享",
        "reader": "单位编号",
        "download": "下载",
        "report": "报告 (HTML)",
        "decide": "提交各方决策",
        "endorse": "赞成",
        "endorsed": "赞成",
        "side": "对南省意味着什么",
    },
}


def started(page: sync_api.Page, words: dict[str, str]) -> None:
    """Start from the smallest example, and wait until it is found sound."""
    button(page, words["start"]).click()
    expect(page.locator(".problems")).to_contain_text(words["sound"])


@pytest.mark.parametrize("locale", WORDS)
def test_planners_day(visit: Visit, locale: str) -> None:
    words = WORDS[locale]
    page = visit(locale=locale)
    started(page, words)
    text = page.locator(".cm-content")

    button(page, words["edit"]).click()
    page.get_by_role("dialog").get_by_label("floor").fill("0.9")
    page.get_by_role("dialog").get_by_label("floor").blur()
    button(page, words["apply"]).click()
    expect(page.get_by_role("region", name="fair-return").locator("pre")).to_have_text("floor: 0.9")

    page.get_by_role("tab", name=words["money"]).click()
    contribution = page.get_by_label(words["contribution"]).first
    contribution.fill("-5")
    contribution.blur()
    expect(page.locator(".problems")).to_contain_text(words["problem"])
    expect(page.locator(".problems .error")).to_contain_text(words["expected"])
    page.locator(".problems .error button").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("contribution: -5")
    expect(page.locator(".cm-lintRange-error")).to_have_text("-5")
    text.press("End")
    contribution.fill("60")
    contribution.blur()
    expect(page.locator(".problems")).to_contain_text(words["sound"])

    button(page, words["solve"]).click()
    expect(page.locator("h1 .state-tag")).to_have_text(words["done"], timeout=60_000)
    button(page, words["download"]).click()
    expect(page.get_by_role("link", name=words["report"])).to_be_visible()
    page.keyboard.press("Escape")

    share(page, words)
    decide(page, words)
    answered(visit, locale, page.url)


def share(page: sync_api.Page, words: dict[str, str]) -> None:
    button(page, words["share"]).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(words["reader"]).fill("south")
    dialog.get_by_role("button", name=words["share"], exact=True).click()
    expect(dialog.locator(".ant-tag")).to_contain_text("south")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def decide(page: sync_api.Page, words: dict[str, str]) -> None:
    button(page, words["decide"]).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input").last.fill("south")
    dialog.get_by_role("button", name=words["decide"], exact=True).click()
    page.wait_for_url("**/#/decisions/*")
    expect(page.locator("table").first).to_contain_text("south")


def answered(visit: Visit, locale: str, address: str) -> None:
    """Endorse as the other organisation, which sees its own side only."""
    words = WORDS[locale]
    page = visit("south", locale)
    page.goto(address)
    expect(page.get_by_role("heading", name=words["side"])).to_be_visible()
    button(page, words["endorse"]).click()
    row = page.locator("table").first.locator("tr", has_text="south")
    expect(row).to_contain_text(words["endorsed"])


def test_keyboard_alone(visit: Visit) -> None:
    page = visit()
    words = WORDS["en-GB"]
    reach(page, words["start"])
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_contain_text(words["sound"])
    reach(page, "Change rule fair-return")
    page.keyboard.press("Enter")
    reach(page, "Floor (floor)")
    page.keyboard.press("Control+A")
    page.keyboard.type("0.85")
    reach(page, "Apply")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("floor: 0.85")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Control+Home")
    reach(page, "Save and solve", backwards=True)
    page.keyboard.press("Enter")
    expect(page.locator("h1 .state-tag")).to_have_text("Done", timeout=60_000)


NAME = """() => {
  const here = document.activeElement;
  const label = here.id && document.querySelector(`label[for="${CSS.escape(here.id)}"]`);
  return (
    here.getAttribute('aria-label') || (label && label.textContent) || here.textContent
  ).trim();
}"""


def reach(page: sync_api.Page, name: str, *, backwards: bool = False) -> None:
    """Press Tab until what is named has the focus."""
    for _ in range(150):
        if page.evaluate(NAME) == name:
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    pytest.fail(f"{name} cannot be reached with the keyboard")


def test_yaml_error_is_shown_where_it_is_typed(visit: Visit) -> None:
    page = visit()
    started(page, WORDS["en-GB"])
    text = page.locator(".cm-content")
    text.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("bad: [1\n")
    expect(page.locator(".problems .error").first).to_contain_text("line 1")
    expect(page.locator(".cm-lint-marker-error").first).to_be_visible()


def test_completion_knows_fields_kinds_and_ids(visit: Visit) -> None:
    page = visit()
    started(page, WORDS["en-GB"])
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("- {kind: outf")
    options = page.locator(".cm-tooltip-autocomplete li")
    expect(options).to_have_text(["outflow_cap"])
    page.wait_for_timeout(200)  # what has just appeared is not taken by accident
    page.keyboard.press("Enter")
    page.keyboard.type(", max: 0.5, juris")
    expect(options.first).to_have_text("jurisdictions")


def test_cells_are_pasted_from_a_spreadsheet(visit: Visit) -> None:
    page = visit()
    started(page, WORDS["en-GB"])
    page.get_by_role("tab", name="Tables").click()
    page.get_by_label("alder: population").focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData('text/plain', '9,000,000\\t4100\\n2500000\\t"450"\\n');
          const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true,
                                                     cancelable: true});
          document.activeElement.dispatchEvent(event);
        }"""
    )
    expect(page.get_by_label("alder: population")).to_have_value("9000000")
    expect(page.get_by_label("birch: rd")).to_have_value("450")
    expect(page.locator(".cm-content")).to_contain_text("population: 9000000, rd: 4100")
    expect(page.locator(".problems")).to_contain_text("The scenario is sound")


def test_workbook_goes_out_and_comes_back(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    started(page, WORDS["en-GB"])
    button(page, "Download").click()
    with page.expect_download() as loading:
        page.get_by_role("menuitem", name="XLSX").click()
    book = tmp_path / "minimal.xlsx"
    loading.value.save_as(book)
    page.locator("input[type=file]").set_input_files(book)
    expect(page.locator(".head p").first).to_contain_text("version 2")
    button(page, "Differences").click()
    expect(page.get_by_role("dialog")).to_contain_text("No difference")


def test_rule_from_the_catalogue_shows_its_rows(visit: Visit) -> None:
    page = visit()
    started(page, WORDS["en-GB"])
    button(page, "Add a rule").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search the rules").fill("outflow")
    dialog.get_by_role("button", name="Cap on outflow").click()
    expect(dialog).to_contain_text("may be spent outside it")
    assert axe_findings(page, ".ant-modal") == []
    button(page, "Add a rule").last.click()
    card = page.get_by_role("region", name="outflow-cap")
    expect(card).to_contain_text("3 rows")
    card.get_by_role("button", name="The rows it produces").click()
    expect(card.locator(".rows li").first).to_contain_text("north")


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_nothing_bars_anybody(visit: Visit, workbench: Workbench, shade: str) -> None:
    page, tabs = visit(color_scheme=shade), ("Basics", "Money", "Rules", "Tables", "Assumptions")
    expect(page.get_by_role("heading", name="Start from an example")).to_be_visible()
    expect(page.locator(".template").first).to_be_visible()
    assert axe_findings(page) == []
    started(page, WORDS["en-GB"])
    for tab in tabs if shade == "light" else tabs[2:3]:
        page.get_by_role("tab", name=tab).click()
        assert axe_findings(page) == [], tab
    button(page, "Solve").click()
    expect(page.locator("h1 .state-tag")).to_have_text("Done", timeout=60_000)
    assert axe_findings(page) == []
    for place in ("/runs", "/decisions"):
        page.goto(f"{workbench.address}/#{place}")
        expect(page.locator("h1")).to_be_visible()
        assert axe_findings(page) == [], place


def test_narrow_screen_is_not_scrolled_sideways(visit: Visit, workbench: Workbench) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    expect(page.locator(".template").first).to_be_visible()
    assert width(page) <= 390
    started(page, WORDS["en-GB"])
    for tab in page.locator(".form-side [role=tab]").all():
        tab.dispatch_event("click")
        assert width(page) <= 390
    assert page.locator(".text-side").is_hidden()
    page.get_by_role("tab", name="Text (YAML)").click()
    expect(page.locator(".cm-content")).to_be_visible()
    assert width(page) <= 390
