# %% [markdown]
# # deltafund from Python
#
# A notebook as a script: editors that know `# %%` run it cell by cell and show what stands on the
# last line of each; `python docs/example.py` runs it as a whole.

# %% A scenario: a shipped one by its name, or a file; it shows itself
from optimizer import analyses, solve
from scenarios import load
from scenarios.opening import open_ledger

scenario = load("minimal")
scenario

# %% The best allocation, and how sure it is
answer = solve(scenario)
assert answer.status == "optimal"
assert answer.value <= answer.bound
answer

# %% Its tables are DataFrames: who pays and who receives
jurisdictions = answer.table("jurisdictions").set_index("id")
print(jurisdictions[["contributed", "received", "net", "value"]].round(1))

# %% Money by stage and period
grants = answer.table("grants")
print(grants.pivot_table(index="instrument", columns="period", values="amount", aggfunc="sum"))

# %% What each rule costs, how far that holds, and what dropping it would gain
prices = analyses.price_rules(scenario)
print(prices.table("rules")[["rule", "status", "price", "holds_looser", "dropped"]])
prices

# %% What division costs: everybody alone, own money only, the rules, no borders
division = analyses.divide(scenario)
regimes = division.table("regimes").set_index("id")["value"]
assert regimes["silo"] <= regimes["virtual"] <= regimes["borderless"]
print(regimes.round(1))

# %% Another scenario: a rule made stricter, step by step
values = {
    floor: solve(load("minimal", [f"rules.fair-return.floor={floor}"])).value
    for floor in (0.0, 0.4, 0.8)
}
assert values[0.0] >= values[0.4] >= values[0.8]
print(values)

# %% Where no plan can keep all rules, the answer says which clash
clash = solve(load("minimal", ["rules.fair-return.floor=1.2"]))
assert clash.status == "infeasible"
assert clash.diagnosis is not None
print([part.rule for part in clash.diagnosis.clash])
clash

# %% A plan checked against every rule, without a solver
assert analyses.audit_allocation(answer, open_ledger(scenario)).clean
