"""The groups of the set, one module for one subject."""

from __future__ import annotations

import verdict
from groups import (
    eip3009_edges,
    eip3009_fields,
    eip3009_signature,
    eip3009_terms,
    eip3009_window,
    erc7710,
    evm_chain,
    evm_forms,
    evm_networks,
    evm_wallets,
    extension_echo,
    header,
    json_text,
    payment_payload,
    payment_required,
    permit2,
    permit2_forms,
    svm_bytes,
    svm_chain,
    svm_forms,
    svm_layout,
    svm_memo,
    svm_networks,
    svm_signatures,
    svm_transfer,
    v1,
    values,
    version,
)
from model import Group

_BUILDERS = (
    header.build,
    json_text.build,
    version.build,
    payment_payload.build,
    payment_required.build,
    values.build_networks,
    values.build_amounts,
    eip3009_fields.build,
    eip3009_terms.build,
    eip3009_window.build,
    eip3009_signature.build,
    eip3009_edges.build,
    permit2.build,
    permit2_forms.build,
    erc7710.build,
    evm_chain.build,
    evm_forms.build,
    evm_networks.build,
    evm_wallets.build,
    extension_echo.build,
    svm_bytes.build,
    svm_layout.build,
    svm_transfer.build,
    svm_memo.build,
    svm_signatures.build,
    svm_forms.build,
    svm_chain.build,
    svm_networks.build,
    v1.build,
)


def all_groups() -> list[Group]:
    """Every group, in the order of the layers."""
    return [verdict.complete(build()) for build in _BUILDERS]
